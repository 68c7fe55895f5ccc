-- Days on which a customer ordered: same-day orders are one occasion.
SELECT
  customer_id,
  day,
  COUNT(*) AS orders,
  SUM(revenue) AS revenue,
  SUM(margin) AS margin
FROM net_orders
WHERE is_order
GROUP BY customer_id, day
