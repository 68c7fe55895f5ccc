SELECT
  "p_alive",
  "expected_orders",
  "value"
FROM "forecasts"
ORDER BY
  "n"
