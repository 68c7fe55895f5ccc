SELECT
  day,
  order_key,
  CAST(margin AS DOUBLE) AS margin,
  is_order,
  COUNT(*) OVER () AS all_orders
FROM net_orders
WHERE
  customer_id = 'O\'Neill'
ORDER BY
  day DESC,
  order_key DESC
LIMIT 20
