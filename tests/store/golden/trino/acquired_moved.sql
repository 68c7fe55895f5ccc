SELECT
  "histories"."n",
  "net_orders"."day",
  CAST(CAST(SUM("net_orders"."revenue") AS DECIMAL(28, 4)) * 10000 AS BIGINT) AS "revenue",
  CAST(CAST(SUM("net_orders"."margin") AS DECIMAL(28, 4)) * 10000 AS BIGINT) AS "margin"
FROM "net_orders"
JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
GROUP BY
  "histories"."n",
  "net_orders"."day"
ORDER BY
  "histories"."n",
  "net_orders"."day"
