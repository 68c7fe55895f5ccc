SELECT
  `customer_id`,
  `day`,
  CAST(CAST(`margin` AS NUMERIC) * 10000 AS INT64) AS `units`,
  `is_order`
FROM `net_orders`
