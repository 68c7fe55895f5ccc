-- Which products each customer of the histories has bought, sent back or not. The category is the
-- order's own, else the catalogue's.
SELECT
  histories.n,
  lines.product_id,
  COALESCE(lines.category, products.category) AS category,
  MIN(lines.day) AS first_day,
  MAX(lines.day) AS last_day
FROM lines
JOIN histories ON histories.customer_id = lines.customer_id
LEFT JOIN products ON products.product_id = lines.product_id
WHERE lines.day <= $as_of AND NOT lines.is_refund
GROUP BY histories.n, lines.product_id, COALESCE(lines.category, products.category)
