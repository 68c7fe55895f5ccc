SELECT
  customer_id,
  day,
  CAST(margin AS DECIMAL(18, 4)) AS margin,
  is_order
FROM net_orders
