SELECT
  "histories"."n" AS "n",
  CAST("histories"."margin_to_date" AS Nullable(Float64)) AS "margin",
  "forecasts"."value" AS "value"
FROM "histories"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
