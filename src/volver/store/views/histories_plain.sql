-- The same where every row of net_orders is an order: half the sums to carry.
WITH buyers AS (
  SELECT
    customer_id,
    MIN(day) AS first_order,
    MAX(day) AS last_order,
    SUM(orders) AS orders,
    COUNT(*) AS occasions,
    v_first_by(margin, day) AS first_margin,
    SUM(margin) AS margin
  FROM occasions
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
  CAST(first_margin AS DOUBLE) AS first_margin
FROM buyers
