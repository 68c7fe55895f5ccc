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
  "code",
  "cohort",
  COUNT(*) AS "customers"
FROM "born"
GROUP BY
  "code",
  "cohort"
