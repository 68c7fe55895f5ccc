SELECT
  `histories`.`customer_id`,
  `histories`.`orders`,
  `histories`.`last_order`,
  CAST(`histories`.`margin_to_date` AS FLOAT64) AS `margin`,
  `forecasts`.`value`,
  `forecasts`.`p_alive`,
  CASE
    WHEN `forecasts`.`value` > 0
    THEN `forecasts`.`value` * (
      1 - COALESCE(`forecasts`.`p_stays`, `forecasts`.`p_alive`)
    )
    WHEN `forecasts`.`value` <= 0 AND NOT `forecasts`.`p_alive` IS NULL
    THEN CAST('0' AS FLOAT64)
  END AS `at_stake`
FROM `histories`
JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
WHERE
  CASE
    WHEN `forecasts`.`value` > 0
    THEN `forecasts`.`value` * (
      1 - COALESCE(`forecasts`.`p_stays`, `forecasts`.`p_alive`)
    )
    WHEN `forecasts`.`value` <= 0 AND NOT `forecasts`.`p_alive` IS NULL
    THEN CAST('0' AS FLOAT64)
  END > 0
ORDER BY
  CASE
    WHEN `forecasts`.`value` > 0
    THEN `forecasts`.`value` * (
      1 - COALESCE(`forecasts`.`p_stays`, `forecasts`.`p_alive`)
    )
    WHEN `forecasts`.`value` <= 0 AND NOT `forecasts`.`p_alive` IS NULL
    THEN CAST('0' AS FLOAT64)
  END DESC,
  `histories`.`n` NULLS LAST
LIMIT 20
