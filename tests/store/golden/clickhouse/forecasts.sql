SELECT
  "value",
  "p_alive"
FROM "forecasts"
ORDER BY
  "n"
