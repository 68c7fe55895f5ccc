SELECT
  `histories`.`n`,
  `occasions`.`day`
FROM `occasions`
JOIN `histories`
  ON `histories`.`customer_id` = `occasions`.`customer_id`
ORDER BY
  `histories`.`n` NULLS LAST,
  `occasions`.`day` NULLS LAST
