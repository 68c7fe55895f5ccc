SELECT
  `histories`.`n`,
  `attributes`.`name`,
  `attributes`.`label`
FROM `attributes`
JOIN `histories`
  ON `histories`.`customer_id` = `attributes`.`customer_id`
ORDER BY
  `histories`.`n` NULLS LAST,
  `attributes`.`name` NULLS LAST
