SELECT
  `customer_id`,
  `day`,
  CAST(SUM(CASE WHEN `is_order` THEN 1 ELSE 0 END) AS INT64) AS `orders`,
  CAST(SUM(CASE WHEN `is_order` THEN `margin` ELSE 0 END) AS NUMERIC) AS `occasion_margin`,
  CAST(SUM(`margin`) AS NUMERIC) AS `margin`
FROM `net_orders`
GROUP BY
  `customer_id`,
  `day`
