SELECT
  `customer_id`,
  `day`,
  COUNT(*) AS `orders`,
  CAST(SUM(`revenue`) AS NUMERIC) AS `revenue`,
  CAST(SUM(`margin`) AS NUMERIC) AS `margin`
FROM `net_orders`
WHERE
  `is_order`
GROUP BY
  `customer_id`,
  `day`
