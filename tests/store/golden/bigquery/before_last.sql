SELECT
  `histories`.`n`,
  CAST(DATE_DIFF(MAX(`histories`.`last_order`), MAX(`occasions`.`day`), DAY) AS INT64) AS `days`
FROM `histories`
JOIN `occasions`
  ON `occasions`.`customer_id` = `histories`.`customer_id`
  AND `occasions`.`day` < `histories`.`last_order`
GROUP BY
  `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
