SELECT
  "customer_id",
  "day",
  CASE
    WHEN "margin" >= CAST(-90000000000 AS DECIMAL(18, 4))
    AND "margin" <= CAST(90000000000 AS DECIMAL(18, 4))
    THEN CAST(CAST("margin" AS DECIMAL(18, 4)) * 10000 AS BIGINT)
    ELSE CAST(CAST("margin" AS DECIMAL(28, 4)) * 10000 AS BIGINT)
  END AS "units",
  "is_order"
FROM "net_orders"
