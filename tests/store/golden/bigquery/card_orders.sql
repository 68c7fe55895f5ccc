SELECT
  `day`,
  `order_key`,
  CAST(`margin` AS FLOAT64) AS `margin`,
  `is_order`,
  COUNT(*) OVER () AS `all_orders`
FROM `net_orders`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
ORDER BY
  `day` DESC,
  COLLATE(`order_key`, '') DESC
LIMIT 20
