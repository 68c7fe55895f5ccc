SELECT
  CAST(CAST(DATEDIFF(DAY, `occasions`.`day`, CAST('2024-12-31' AS DATE)) AS BIGINT) AS BIGINT) AS `ago`,
  CAST(COUNT(*) AS BIGINT) AS `times`
FROM `occasions`
JOIN `histories`
  ON `histories`.`customer_id` = `occasions`.`customer_id`
WHERE
  `histories`.`first_order` <= CAST('2023-12-31' AS DATE)
  AND `occasions`.`day` > `histories`.`first_order`
GROUP BY
  CAST(DATEDIFF(DAY, `occasions`.`day`, CAST('2024-12-31' AS DATE)) AS BIGINT)
ORDER BY
  `ago` NULLS LAST
