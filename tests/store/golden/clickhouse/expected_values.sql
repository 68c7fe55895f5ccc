SELECT
  "value"
FROM "forecasts"
ORDER BY
  "n"
