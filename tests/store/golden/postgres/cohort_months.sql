SELECT
  n,
  month,
  CAST(orders AS INT) AS orders,
  CAST(revenue AS DOUBLE PRECISION) AS revenue,
  CAST(margin AS DOUBLE PRECISION) AS margin
FROM customer_months
WHERE
  n >= 0
