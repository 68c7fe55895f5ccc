SELECT
  "customer_id",
  "day",
  CASE
    WHEN "margin" >= CAST(-CAST(90000000000 AS Nullable(Decimal(38, 0))) AS Nullable(Decimal(18, 4)))
    AND "margin" <= CAST(CAST(90000000000 AS Nullable(Decimal(38, 0))) AS Nullable(Decimal(18, 4)))
    THEN CAST(CAST("margin" AS Nullable(Decimal(18, 4))) * 10000 AS Nullable(Int64))
    ELSE CAST(CAST("margin" AS Nullable(Decimal(28, 4))) * 10000 AS Nullable(Int64))
  END AS "units",
  "is_order"
FROM "net_orders"
