SELECT
  CAST(SUM(`revenue`) AS FLOAT64) AS `revenue`,
  CAST(SUM(`margin`) AS FLOAT64) AS `margin`
FROM `net_orders`
WHERE
  `day` > CAST('2023-12-31' AS DATE)
GROUP BY
  `customer_id`
