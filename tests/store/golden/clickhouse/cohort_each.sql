WITH "born" AS (
  SELECT
    "histories"."n" AS "n",
    "parts"."code" AS "code",
    "periods"."period" AS "cohort"
  FROM "histories"
  JOIN "periods"
    ON "periods"."month" = CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32))
  JOIN "parts"
    ON "parts"."n" = "histories"."n"
)
SELECT
  "born"."n" AS "n",
  "born"."code" AS "code",
  "born"."cohort" AS "cohort",
  "periods"."period" AS "period",
  CAST(SUM("customer_months"."margin") AS Nullable(Float64)) AS "amount"
FROM (
  SELECT
    "code",
    "cohort",
    COUNT(*) AS "customers"
  FROM "born"
  GROUP BY
    "code",
    "cohort"
) AS "cohorts"
JOIN "born"
  ON "born"."code" = "cohorts"."code" AND "born"."cohort" = "cohorts"."cohort"
JOIN "customer_months"
  ON "customer_months"."n" = "born"."n"
JOIN "periods"
  ON "periods"."month" = "customer_months"."month"
WHERE
  "cohorts"."customers" > 1 AND "cohorts"."customers" < 500
GROUP BY
  "born"."n",
  "born"."code",
  "born"."cohort",
  "periods"."period"
