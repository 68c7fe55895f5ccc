SELECT
  `channel`,
  CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64) AS `month`,
  CAST(SUM(`amount`) AS FLOAT64) AS `amount`
FROM `spend`
WHERE
  `purpose` = 'acquire'
GROUP BY
  `channel`,
  CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64)
