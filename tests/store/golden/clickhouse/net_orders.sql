SELECT
  *
FROM "net_orders"
