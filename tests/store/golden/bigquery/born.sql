SELECT
  CAST(DATE_DIFF(CAST('2024-12-31' AS DATE), `first_order`, DAY) AS INT64) AS `ago`,
  CAST(COUNT(*) AS INT64) AS `times`
FROM `histories`
WHERE
  `first_order` <= CAST('2023-12-31' AS DATE)
GROUP BY
  DATE_DIFF(CAST('2024-12-31' AS DATE), `first_order`, DAY)
ORDER BY
  `ago` NULLS LAST
