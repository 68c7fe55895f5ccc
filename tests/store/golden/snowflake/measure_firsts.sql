SELECT
  "found"."period",
  COUNT(*) AS "customers",
  SUM(CASE WHEN "repeat_count" > 0 THEN 1 ELSE 0 END) AS "repeaters"
FROM (
  SELECT
    "histories"."n",
    "periods"."period",
    "histories"."repeat_count"
  FROM "histories"
  JOIN "periods"
    ON "periods"."month" = CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT)
) AS "found"
GROUP BY
  "found"."period"
