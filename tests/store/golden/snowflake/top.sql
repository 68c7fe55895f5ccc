SELECT
  "n"
FROM "forecasts"
ORDER BY
  "value" DESC NULLS LAST,
  "n"
LIMIT 20
