SELECT
  "value" AS "money"
FROM "forecasts"
