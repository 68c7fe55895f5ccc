SELECT
  "n",
  "value",
  "value_low",
  "value_high"
FROM "forecasts"
ORDER BY
  "n"
