-- What each customer had done by the observation date, in order of customer_id.
-- first_margin + repeat_count x mean_repeat_margin is all that they have brought: an order that came
-- back is no occasion, but what it cost and what a loose refund took are lost all the same.
WITH buyers AS (
  SELECT
    customer_id,
    MIN(CASE WHEN orders > 0 THEN day END) AS first_order,
    MAX(CASE WHEN orders > 0 THEN day END) AS last_order,
    SUM(orders) AS orders,
    SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS occasions,
    v_first_by(CASE WHEN orders > 0 THEN occasion_margin END, CASE WHEN orders > 0 THEN day END)
      AS first_margin,
    SUM(margin) AS margin
  FROM day_totals
  GROUP BY customer_id
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY v_bytewise(customer_id)) - 1 AS INTEGER) AS n,
  customer_id,
  first_order,
  last_order,
  CAST(orders AS BIGINT) AS orders,
  CAST(occasions - 1 AS BIGINT) AS repeat_count,
  CAST(v_days_between(first_order, last_order) AS BIGINT) AS first_to_last,
  CAST(v_days_between(first_order, $as_of) AS BIGINT) AS age,
  CAST(margin AS DECIMAL(18,4)) AS margin_to_date,
  CASE WHEN occasions > 1
    THEN CAST(margin - first_margin AS DOUBLE) / (occasions - 1)
  END AS mean_repeat_margin,
  CAST(CASE WHEN occasions > 1 THEN first_margin ELSE margin END AS DOUBLE) AS first_margin
FROM buyers
WHERE occasions > 0
