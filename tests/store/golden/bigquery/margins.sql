SELECT
  CAST(`margin_to_date` AS FLOAT64) AS `money`
FROM `histories`
