SELECT
  `histories`.`n`,
  `histories`.`customer_id`,
  `forecasts`.`value`,
  `forecasts`.`p_alive`
FROM `histories`
LEFT JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
