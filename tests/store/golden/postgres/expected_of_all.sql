SELECT
  histories.n,
  forecasts.value,
  forecasts.expected_orders,
  next_orders.chance_30d
FROM histories
LEFT JOIN forecasts
  ON forecasts.n = histories.n
LEFT JOIN next_orders
  ON next_orders.n = histories.n
ORDER BY
  histories.n
