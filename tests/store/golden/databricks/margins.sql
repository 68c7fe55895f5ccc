SELECT
  CAST(`margin_to_date` AS DOUBLE) AS `money`
FROM `histories`
