SELECT
  "customer_id"
FROM "net_orders"
