SELECT
  COUNT(*)
FROM "net_orders"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
