WITH "born" AS (
  SELECT
    "histories"."n" AS "n",
    0 AS "code",
    "periods"."period" AS "cohort"
  FROM "histories"
  JOIN "periods"
    ON "periods"."month" = CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32))
)
SELECT
  "born"."code" AS "code",
  "born"."cohort" AS "cohort",
  "periods"."period" AS "period",
  CAST(SUM("customer_months"."margin") AS Nullable(Float64)) AS "amount"
FROM "customer_months"
JOIN "born"
  ON "born"."n" = "customer_months"."n"
JOIN "periods"
  ON "periods"."month" = "customer_months"."month"
GROUP BY
  "born"."code",
  "born"."cohort",
  "periods"."period"
