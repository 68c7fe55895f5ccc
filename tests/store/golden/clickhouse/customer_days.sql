SELECT
  "histories"."n" AS "n",
  "net_orders"."day" AS "day",
  CAST(SUM(CASE WHEN "net_orders"."is_order" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "orders",
  CAST(SUM("net_orders"."revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("net_orders"."margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "net_orders"
JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
GROUP BY
  "histories"."n",
  "net_orders"."day"
