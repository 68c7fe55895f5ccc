SELECT
  histories.n,
  CAST(histories.margin_to_date AS DOUBLE) AS margin,
  forecasts.value
FROM histories
JOIN forecasts
  ON forecasts.n = histories.n
