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
  "code",
  "cohort",
  COUNT(*) AS "customers"
FROM "born"
GROUP BY
  "code",
  "cohort"
