SELECT
  COALESCE(`histories`.`n`, -1) AS `n`,
  `customers`.`customer_id`,
  COALESCE(`customers`.`first_contact`, CAST('9999-12-31' AS DATE)) AS `day`
FROM `customers`
LEFT JOIN `histories`
  ON `histories`.`customer_id` = `customers`.`customer_id`
