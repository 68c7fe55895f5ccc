SELECT
  "histories"."n" AS "customer",
  "net_orders"."day" AS "day",
  CAST(SUM("net_orders"."revenue") AS Nullable(Float64)) AS "paid"
FROM "net_orders"
JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
WHERE
  "net_orders"."is_order" AND "histories"."n" >= 0 AND "histories"."n" <= 4999
GROUP BY
  "histories"."n",
  "net_orders"."day"
