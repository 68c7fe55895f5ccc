SELECT
  "customer_facts"."n" AS "n",
  "customer_facts"."customer_id" AS "customer_id",
  CAST("cohorts"."period" AS Nullable(String)) AS "level"
FROM "customer_facts"
LEFT JOIN "periods" AS "cohorts"
  ON "cohorts"."month" = "customer_facts"."first_month"
