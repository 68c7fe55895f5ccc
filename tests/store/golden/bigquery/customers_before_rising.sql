SELECT
  COALESCE(CAST(`customer_list`.`value` AS FLOAT64), 4999) AS `sorted_by`,
  `customer_list`.`n`
FROM `customer_list`
JOIN `members`
  ON `members`.`n` = `customer_list`.`n`
WHERE
  COALESCE(CAST(`customer_list`.`value` AS FLOAT64), 4999) <= CAST('1.5' AS FLOAT64)
  AND (
    COALESCE(CAST(`customer_list`.`value` AS FLOAT64), 4999) < CAST('1.5' AS FLOAT64)
    OR (
      COALESCE(CAST(`customer_list`.`value` AS FLOAT64), 4999) = CAST('1.5' AS FLOAT64)
      AND `customer_list`.`n` < 0
    )
  )
ORDER BY
  `sorted_by` DESC,
  `customer_list`.`n` DESC
LIMIT 20
