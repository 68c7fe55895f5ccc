SELECT
  "histories"."n" AS "n",
  "net_orders"."day" AS "day",
  CAST(CAST(SUM("net_orders"."revenue") AS Nullable(Decimal(28, 4))) * 10000 AS Nullable(Int64)) AS "revenue",
  CAST(CAST(SUM("net_orders"."margin") AS Nullable(Decimal(28, 4))) * 10000 AS Nullable(Int64)) AS "margin"
FROM "net_orders"
JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
GROUP BY
  "histories"."n",
  "net_orders"."day"
ORDER BY
  "histories"."n",
  "net_orders"."day"
