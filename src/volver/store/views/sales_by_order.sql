-- One row per order before refunds. An order number used by two customers is two orders.
SELECT
  customer_id,
  COALESCE(order_id, v_line_key(load_id, line)) AS order_key,
  MIN(ordered_at) AS ordered_at,
  MIN(day) AS day,
  SUM(revenue) AS gross_revenue,
  SUM(margin) AS gross_margin
FROM priced_lines
WHERE NOT is_refund
GROUP BY customer_id, COALESCE(order_id, v_line_key(load_id, line))
