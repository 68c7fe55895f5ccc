SELECT
  COUNT(*)
FROM "net_orders"
