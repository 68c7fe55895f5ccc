SELECT
  `histories`.`customer_id`
FROM `histories`
ORDER BY
  `histories`.`n` NULLS LAST
