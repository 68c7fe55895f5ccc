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
  "born"."code" AS "code",
  "born"."cohort" AS "cohort",
  "seen"."period" AS "period",
  CAST(COUNT(*) AS Nullable(Float64)) AS "amount"
FROM (
  SELECT
    "customer_months"."n" AS "n",
    "periods"."period" AS "period"
  FROM "customer_months"
  JOIN "periods"
    ON "periods"."month" = "customer_months"."month"
  WHERE
    "customer_months"."orders" > 0
  GROUP BY
    "customer_months"."n",
    "periods"."period"
) AS "seen"
JOIN "born"
  ON "born"."n" = "seen"."n"
GROUP BY
  "born"."code",
  "born"."cohort",
  "seen"."period"
