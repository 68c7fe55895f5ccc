SELECT
  CAST(DATE_DIFF(CAST('2024-12-31' AS DATE), `day`, DAY) AS INT64) AS `ago`,
  COUNT(*) AS `orders`
FROM `occasions`
GROUP BY
  `day`
ORDER BY
  `day` NULLS LAST
