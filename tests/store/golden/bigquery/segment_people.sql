SELECT
  `histories`.`n`,
  `histories`.`orders`,
  `histories`.`last_order`,
  `histories`.`first_order`,
  CAST(`histories`.`margin_to_date` AS FLOAT64) AS `margin`,
  `customer_traits`.`channel`,
  CAST(COALESCE(`costs`.`cost`, 0) AS FLOAT64) AS `cost`,
  `forecasts`.`value`,
  `forecasts`.`value_low`,
  `forecasts`.`value_high`,
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
LEFT JOIN `customer_traits`
  ON `customer_traits`.`n` = `histories`.`n`
LEFT JOIN (
  SELECT
    `n`,
    SUM(`cost`) AS `cost`
  FROM `customer_costs`
  GROUP BY
    `n`
) AS `costs`
  ON `costs`.`n` = `histories`.`n`
LEFT JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
