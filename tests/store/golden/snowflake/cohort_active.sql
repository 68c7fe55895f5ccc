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
  "born"."code",
  "born"."cohort",
  "seen"."period",
  CAST(COUNT(*) AS DOUBLE) AS "amount"
FROM (
  SELECT
    "customer_months"."n",
    "periods"."period"
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
