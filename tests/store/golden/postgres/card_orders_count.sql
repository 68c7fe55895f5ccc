SELECT
  COUNT(*)
FROM net_orders
WHERE
  customer_id COLLATE "C" = 'O''Neill'
