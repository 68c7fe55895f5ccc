SELECT
  day,
  order_key,
  CAST(margin AS DOUBLE PRECISION) AS margin,
  is_order,
  COUNT(*) OVER () AS all_orders
FROM net_orders
WHERE
  customer_id COLLATE "C" = 'O''Neill'
ORDER BY
  day DESC NULLS LAST,
  order_key COLLATE "C" DESC NULLS LAST
LIMIT 20
