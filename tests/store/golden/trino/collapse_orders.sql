SELECT
  "customer_id",
  "day",
  CAST(CAST("margin" AS DECIMAL(18, 4)) * 10000 AS BIGINT) AS "units",
  "is_order"
FROM "net_orders"
