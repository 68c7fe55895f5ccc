SELECT
  "day",
  "order_key",
  CAST("margin" AS DOUBLE) AS "margin",
  "is_order",
  COUNT(*) OVER () AS "all_orders"
FROM "net_orders"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
ORDER BY
  "day" DESC NULLS LAST,
  COLLATE("order_key", 'utf8') DESC NULLS LAST
LIMIT 20
