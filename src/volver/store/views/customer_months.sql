-- Customers by calendar month. Those who kept nothing have no history; together they are n = -1,
-- so that totals are exact.
SELECT
  COALESCE(histories.n, -1) AS n,
  v_month(net_orders.day) AS month,
  CAST(SUM(CASE WHEN net_orders.is_order THEN 1 ELSE 0 END) AS BIGINT) AS orders,
  MAX(CASE WHEN v_month(histories.first_order) = v_month(net_orders.day) THEN 1 ELSE 0 END)
    AS is_first,
  CAST(SUM(CASE WHEN net_orders.is_order OR net_orders.gross_revenue > 0 THEN 1 ELSE 0 END)
    AS BIGINT) AS placed,
  CAST(SUM(CASE WHEN net_orders.revenue < net_orders.gross_revenue
    AND net_orders.gross_revenue > 0 THEN 1 ELSE 0 END) AS BIGINT) AS returned,
  CAST(SUM(CASE WHEN net_orders.is_order THEN net_orders.revenue ELSE 0 END) AS DECIMAL(18,4))
    AS order_revenue,
  CAST(SUM(net_orders.gross_revenue) AS DECIMAL(18,4)) AS gross_revenue,
  CAST(SUM(net_orders.revenue) AS DECIMAL(18,4)) AS revenue,
  CAST(SUM(net_orders.margin) AS DECIMAL(18,4)) AS margin
FROM net_orders
LEFT JOIN histories ON histories.customer_id = net_orders.customer_id
GROUP BY COALESCE(histories.n, -1), v_month(net_orders.day)
