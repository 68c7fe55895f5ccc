-- What was sold of each product on one day to one customer, where nothing is ever given back.
SELECT
  customer_id,
  COALESCE(product_id, '') AS product_id,
  day,
  day AS sold_on,
  FALSE AS is_refund,
  COUNT(*) AS times,
  CAST(SUM(revenue) AS DECIMAL(18,4)) AS revenue,
  CAST(SUM(margin) AS DECIMAL(18,4)) AS margin
FROM priced_lines
GROUP BY customer_id, COALESCE(product_id, ''), day
