SELECT
  histories.customer_id,
  histories.last_order,
  histories.repeat_count,
  histories.first_to_last,
  histories.age,
  CAST(histories.margin_to_date AS DOUBLE) AS margin_to_date,
  forecasts.p_alive,
  forecasts.value
FROM histories
JOIN forecasts
  ON forecasts.n = histories.n
WHERE
  CAST(histories.age - histories.first_to_last AS DOUBLE) > CASE
    WHEN histories.repeat_count >= 4
    THEN CAST(histories.first_to_last AS DOUBLE) / NULLIF(histories.repeat_count, 0)
    ELSE CAST(30 AS DOUBLE)
  END
  AND forecasts.value < 1000000000000000
ORDER BY
  forecasts.value DESC,
  histories.n NULLS LAST
LIMIT 20
