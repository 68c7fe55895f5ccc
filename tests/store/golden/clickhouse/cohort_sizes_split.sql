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
  "code",
  "cohort",
  COUNT(*) AS "customers"
FROM "born"
GROUP BY
  "code",
  "cohort"
