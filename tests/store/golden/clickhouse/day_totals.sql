SELECT
  "customer_id",
  "day",
  CAST(SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "orders",
  CAST(SUM(CASE WHEN "is_order" THEN "margin" ELSE 0 END) AS Nullable(Decimal(18, 4))) AS "occasion_margin",
  CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "net_orders"
GROUP BY
  "customer_id",
  "day"
