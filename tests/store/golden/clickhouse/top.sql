SELECT
  "n"
FROM "forecasts"
ORDER BY
  "value" DESC,
  "n"
LIMIT 20
