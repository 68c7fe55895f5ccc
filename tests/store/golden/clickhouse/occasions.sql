SELECT
  "customer_id",
  "day",
  COUNT(*) AS "orders",
  CAST(SUM("revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "net_orders"
WHERE
  "is_order"
GROUP BY
  "customer_id",
  "day"
