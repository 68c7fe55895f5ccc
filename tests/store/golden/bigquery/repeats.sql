SELECT
  CAST(DATE_DIFF(CAST('2024-12-31' AS DATE), `occasions`.`day`, DAY) AS INT64) AS `ago`,
  CAST(COUNT(*) AS INT64) AS `times`
FROM `occasions`
JOIN `histories`
  ON `histories`.`customer_id` = `occasions`.`customer_id`
WHERE
  `histories`.`first_order` <= CAST('2023-12-31' AS DATE)
  AND `occasions`.`day` > `histories`.`first_order`
GROUP BY
  DATE_DIFF(CAST('2024-12-31' AS DATE), `occasions`.`day`, DAY)
ORDER BY
  `ago` NULLS LAST
