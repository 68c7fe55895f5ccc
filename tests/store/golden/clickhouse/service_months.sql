SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(toYear("service_costs"."day") * 12 + toMonth("service_costs"."day") - 1 AS Nullable(Int32)) AS "month",
  CAST(SUM("service_costs"."cost") AS Nullable(Decimal(18, 4))) AS "cost"
FROM "service_costs"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "service_costs"."customer_id"
GROUP BY
  COALESCE("histories"."n", -1),
  CAST(toYear("service_costs"."day") * 12 + toMonth("service_costs"."day") - 1 AS Nullable(Int32))
