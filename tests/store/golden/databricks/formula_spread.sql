SELECT
  CAST(SUM(`revenue`) AS DOUBLE) AS `revenue`,
  CAST(SUM(`margin`) AS DOUBLE) AS `margin`
FROM `net_orders`
WHERE
  `day` > CAST('2023-12-31' AS DATE)
GROUP BY
  `customer_id`
