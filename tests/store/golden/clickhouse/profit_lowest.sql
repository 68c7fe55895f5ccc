SELECT
  "histories"."customer_id" AS "customer_id",
  "histories"."margin_to_date" AS "income",
  CAST("served"."service" AS Nullable(Decimal(18, 4))) AS "service"
FROM "histories"
JOIN (
  SELECT
    "customer_id",
    SUM("cost") AS "service"
  FROM "service_costs"
  GROUP BY
    "customer_id"
) AS "served"
  ON "served"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."margin_to_date" - "served"."service",
  "histories"."n"
LIMIT 20
