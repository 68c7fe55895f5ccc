SELECT
  "histories"."n",
  "service_costs"."day",
  CAST(CAST(SUM("service_costs"."cost") AS DECIMAL(28, 4)) * 10000 AS BIGINT) AS "cost"
FROM "service_costs"
JOIN "histories"
  ON "histories"."customer_id" = "service_costs"."customer_id"
GROUP BY
  "histories"."n",
  "service_costs"."day"
ORDER BY
  "histories"."n",
  "service_costs"."day"
