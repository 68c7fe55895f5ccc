-- What each product sold in a month, by the day of its order.
SELECT
  v_month(sales.day) AS month,
  priced_lines.product_id,
  COALESCE(priced_lines.category, products.category) AS category,
  COUNT(*) AS lines,
  CAST(SUM(priced_lines.revenue) AS DECIMAL(18,4)) AS gross_revenue,
  CAST(SUM(priced_lines.revenue) AS DECIMAL(18,4)) AS revenue,
  CAST(SUM(priced_lines.margin) AS DECIMAL(18,4)) AS margin
FROM priced_lines
JOIN sales
  ON sales.customer_id = priced_lines.customer_id
  AND sales.order_key
    = COALESCE(priced_lines.order_id, v_line_key(priced_lines.load_id, priced_lines.line))
LEFT JOIN products ON products.product_id = priced_lines.product_id
GROUP BY
  v_month(sales.day), priced_lines.product_id, COALESCE(priced_lines.category, products.category)
