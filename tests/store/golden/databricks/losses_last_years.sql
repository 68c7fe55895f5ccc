SELECT
  `histories`.`n`,
  CAST(SUM(`net_orders`.`margin`) AS DOUBLE) AS `margin`
FROM `histories`
JOIN `net_orders`
  ON `net_orders`.`customer_id` = `histories`.`customer_id`
WHERE
  CAST(DATEDIFF(DAY, `net_orders`.`day`, `histories`.`last_order`) AS BIGINT) < 365
GROUP BY
  `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
