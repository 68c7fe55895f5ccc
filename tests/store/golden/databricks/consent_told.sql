SELECT
  `customer_id`,
  LOWER(TRIM(COALESCE(`label`, ''))) AS `label`
FROM `attributes`
WHERE
  LOWER(TRIM(COALESCE(`name`, ''))) = 'plan'
ORDER BY
  `customer_id` NULLS LAST
