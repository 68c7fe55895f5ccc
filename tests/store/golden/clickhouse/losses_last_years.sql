SELECT
  "histories"."n" AS "n",
  CAST(SUM("net_orders"."margin") AS Nullable(Float64)) AS "margin"
FROM "histories"
JOIN "net_orders"
  ON "net_orders"."customer_id" = "histories"."customer_id"
WHERE
  DATE_DIFF(DAY, "net_orders"."day", "histories"."last_order") < 365
GROUP BY
  "histories"."n"
ORDER BY
  "histories"."n"
