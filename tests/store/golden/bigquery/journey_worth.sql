SELECT
  `histories`.`n`,
  CAST(`histories`.`margin_to_date` AS FLOAT64) AS `margin`,
  `forecasts`.`value`
FROM `histories`
JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
