SELECT
  COALESCE(CAST(0 - `customer_list`.`days_since_last` AS DOUBLE), 4999) AS `sorted_by`,
  `customer_list`.`n`
FROM `customer_list`
ORDER BY
  `sorted_by` DESC,
  `customer_list`.`n` NULLS LAST
LIMIT 20
