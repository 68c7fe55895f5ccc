WITH known AS (
  SELECT
    histories.n,
    histories.customer_id,
    histories.last_order,
    histories.age - histories.first_to_last AS silent,
    CASE
      WHEN histories.repeat_count >= 3
      THEN CAST(histories.first_to_last AS DOUBLE PRECISION) / NULLIF(histories.repeat_count, 0)
    END AS own_gap,
    forecasts.p_alive,
    forecasts.value,
    CASE
      WHEN forecasts.value > 0
      THEN forecasts.value * (
        1 - COALESCE(forecasts.p_stays, forecasts.p_alive)
      )
      WHEN forecasts.value <= 0 AND NOT forecasts.p_alive IS NULL
      THEN CAST(0 AS DOUBLE PRECISION)
    END AS at_stake
  FROM histories
  JOIN forecasts
    ON forecasts.n = histories.n
)
SELECT
  customer_id,
  last_order,
  silent,
  own_gap,
  p_alive,
  value,
  at_stake,
  next_orders.next_order_low,
  next_orders.next_order,
  next_orders.next_order_high,
  next_orders.chance_30d
FROM known
LEFT JOIN next_orders
  ON next_orders.n = known.n
WHERE
  CAST(silent AS DOUBLE PRECISION) > COALESCE(
    own_gap * CAST(CAST(-1.0 AS DOUBLE PRECISION) AS DOUBLE PRECISION),
    CAST(CAST(-1.0 AS DOUBLE PRECISION) AS DOUBLE PRECISION)
  )
  AND at_stake > 0
  AND at_stake < 1000000000000000
ORDER BY
  at_stake DESC NULLS LAST,
  known.n
LIMIT 20
