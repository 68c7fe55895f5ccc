SELECT
  CAST(DATE_DIFF(CAST('2024-12-31' AS DATE), `day`, DAY) AS INT64) AS `ago`
FROM `occasions`
WHERE
  `customer_id` = 'O\'Neill'
ORDER BY
  `ago` NULLS LAST
