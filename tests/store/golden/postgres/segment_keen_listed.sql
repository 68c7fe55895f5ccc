SELECT
  histories.n
FROM histories
LEFT JOIN forecasts
  ON forecasts.n = histories.n
WHERE
  (
    histories.orders >= 2
  )
  OR (
    (
      forecasts.value > CAST(500.0 AS DOUBLE PRECISION)
    )
    AND (
      forecasts.p_alive >= CAST(0.2 AS DOUBLE PRECISION)
    )
  )
ORDER BY
  histories.n
