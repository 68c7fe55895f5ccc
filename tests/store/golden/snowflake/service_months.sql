SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(DATE_PART(YEAR, "service_costs"."day") * 12 + DATE_PART(MONTH, "service_costs"."day") - 1 AS INT) AS "month",
  CAST(SUM("service_costs"."cost") AS DECIMAL(18, 4)) AS "cost"
FROM "service_costs"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "service_costs"."customer_id"
GROUP BY
  COALESCE("histories"."n", -1),
  CAST(DATE_PART(YEAR, "service_costs"."day") * 12 + DATE_PART(MONTH, "service_costs"."day") - 1 AS INT)
