SELECT
  `histories`.`n`,
  `attributes`.`name`,
  `attributes`.`label`,
  `attributes`.`number`
FROM `attributes`
JOIN `histories`
  ON `histories`.`customer_id` = `attributes`.`customer_id`
