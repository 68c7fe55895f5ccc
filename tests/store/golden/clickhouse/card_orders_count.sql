SELECT
  COUNT(*)
FROM "net_orders"
WHERE
  "customer_id" = 'O''Neill'
