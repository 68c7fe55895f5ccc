SELECT
  value
FROM forecasts
ORDER BY
  n NULLS LAST
