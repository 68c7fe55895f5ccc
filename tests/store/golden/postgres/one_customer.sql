SELECT
  histories.first_order,
  histories.last_order,
  histories.repeat_count,
  histories.first_to_last,
  histories.age,
  histories.mean_repeat_margin,
  forecasts.p_alive,
  forecasts.expected_orders,
  forecasts.expected_orders_low,
  forecasts.expected_orders_high,
  forecasts.value,
  forecasts.value_low,
  forecasts.value_high
FROM histories
JOIN forecasts
  ON forecasts.n = histories.n
WHERE
  histories.customer_id = 'O''Neill' AND NOT forecasts.value IS NULL
