SELECT
  "histories"."n" AS "n",
  "service_costs"."day" AS "day",
  CAST(CAST(SUM("service_costs"."cost") AS Nullable(Decimal(28, 4))) * 10000 AS Nullable(Int64)) AS "cost"
FROM "service_costs"
JOIN "histories"
  ON "histories"."customer_id" = "service_costs"."customer_id"
GROUP BY
  "histories"."n",
  "service_costs"."day"
ORDER BY
  "histories"."n",
  "service_costs"."day"
