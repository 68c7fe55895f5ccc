SELECT
  "forecasts"."n" AS "n",
  "forecasts"."value" AS "value",
  "forecasts"."value_high" AS "value_high",
  "forecasts"."value_upside" AS "value_upside",
  CAST("histories"."margin_to_date" AS Nullable(Float64)) AS "margin_to_date"
FROM "forecasts"
JOIN "histories"
  ON "histories"."n" = "forecasts"."n"
ORDER BY
  "forecasts"."n"
