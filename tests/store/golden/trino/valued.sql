SELECT
  "forecasts"."n",
  "forecasts"."value",
  "forecasts"."value_high",
  "forecasts"."value_upside",
  CAST("histories"."margin_to_date" AS DOUBLE) AS "margin_to_date"
FROM "forecasts"
JOIN "histories"
  ON "histories"."n" = "forecasts"."n"
ORDER BY
  "forecasts"."n"
