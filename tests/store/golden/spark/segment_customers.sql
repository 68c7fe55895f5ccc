SELECT
  histories.customer_id
FROM histories
JOIN (
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
        forecasts.value > CAST(500.0 AS DOUBLE)
      )
      AND (
        forecasts.p_alive >= CAST(0.2 AS DOUBLE)
      )
    )
) AS members
  ON members.n = histories.n
ORDER BY
  histories.n NULLS LAST
