WITH "born" AS (
  SELECT
    "histories"."n",
    "parts"."code" AS "code",
    "periods"."period" AS "cohort"
  FROM "histories"
  JOIN "periods"
    ON "periods"."month" = CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT)
  JOIN "parts"
    ON "parts"."n" = "histories"."n"
)
SELECT
  "born"."n",
  "born"."code",
  "born"."cohort",
  "periods"."period",
  CAST(SUM("customer_months"."margin") AS DOUBLE) AS "amount"
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
