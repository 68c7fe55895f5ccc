SELECT
  COALESCE(CAST(`customer_list`.`margin_to_date` AS FLOAT64), 4999) AS `sorted_by`,
  `customer_list`.`n`
FROM `customer_list`
ORDER BY
  `sorted_by` DESC,
  `customer_list`.`n` NULLS LAST
LIMIT 20
