SELECT
  COALESCE(histories.n, -1) AS n,
  CAST(EXTRACT(YEAR FROM net_orders.day) * 12 + EXTRACT(MONTH FROM net_orders.day) - 1 AS INT) AS month,
  net_orders.gross_revenue,
  net_orders.revenue
FROM net_orders
LEFT JOIN histories
  ON histories.customer_id = net_orders.customer_id
WHERE
  net_orders.is_order
