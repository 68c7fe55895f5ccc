SELECT
  COUNT(*)
FROM `net_orders`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
