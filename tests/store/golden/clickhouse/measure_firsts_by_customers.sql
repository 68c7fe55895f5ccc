SELECT
  "found"."period" AS "period",
  COALESCE("split_codes"."code", -1) AS "level",
  COUNT(*) AS "customers",
  SUM(CASE WHEN "repeat_count" > 0 THEN 1 ELSE 0 END) AS "repeaters"
FROM (
  SELECT
    "histories"."n" AS "n",
    "periods"."period" AS "period",
    "histories"."repeat_count" AS "repeat_count"
  FROM "histories"
  JOIN "periods"
    ON "periods"."month" = CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32))
) AS "found"
LEFT JOIN "split_codes"
  ON "split_codes"."n" = "found"."n"
GROUP BY
  "found"."period",
  COALESCE("split_codes"."code", -1)
