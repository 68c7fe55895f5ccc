SELECT
  histories.customer_id,
  histories.last_order,
  histories.repeat_count,
  histories.first_to_last,
  histories.age,
  CAST(histories.margin_to_date AS DOUBLE PRECISION) AS margin_to_date,
  forecasts.p_alive,
  forecasts.value
FROM histories
JOIN forecasts
  ON forecasts.n = histories.n
WHERE
  CAST(histories.age - histories.first_to_last AS DOUBLE PRECISION) > CASE
    WHEN histories.repeat_count >= 4
    THEN CAST(histories.first_to_last AS DOUBLE PRECISION) / NULLIF(histories.repeat_count, 0)
    ELSE CAST(30 AS DOUBLE PRECISION)
  END
  AND forecasts.value < 1000000000000000
ORDER BY
  forecasts.value DESC NULLS LAST,
  histories.n
LIMIT 20
