SELECT
  `histories`.`n`,
  CAST(SUM(`net_orders`.`margin`) AS FLOAT64) AS `margin`
FROM `histories`
JOIN `net_orders`
  ON `net_orders`.`customer_id` = `histories`.`customer_id`
WHERE
  DATE_DIFF(`histories`.`last_order`, `net_orders`.`day`, DAY) < 365
GROUP BY
  `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
