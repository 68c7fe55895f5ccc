SELECT
  `histories`.`n`,
  `histories`.`customer_id`,
  CAST(NULL AS INT64) AS `class_code`,
  `histories`.`first_order`,
  `histories`.`last_order`,
  `histories`.`age` - `histories`.`first_to_last` AS `days_since_last`,
  `histories`.`orders`,
  `histories`.`repeat_count`,
  CAST(`histories`.`margin_to_date` AS FLOAT64) AS `margin_to_date`,
  `customer_ranks`.`revenue`,
  `customer_ranks`.`revenue_rank`,
  `customer_ranks`.`margin_rank`,
  `forecasts`.`p_alive`,
  `forecasts`.`value`,
  `forecasts`.`value_low`,
  `forecasts`.`value_high`,
  CASE
    WHEN `forecasts`.`value` > 0
    THEN `forecasts`.`value` * (
      1 - COALESCE(`forecasts`.`p_stays`, `forecasts`.`p_alive`)
    )
    WHEN `forecasts`.`value` <= 0 AND NOT `forecasts`.`p_alive` IS NULL
    THEN CAST('0' AS FLOAT64)
  END AS `value_at_stake`
FROM `histories`
JOIN `customer_ranks`
  ON `customer_ranks`.`n` = `histories`.`n`
JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
ORDER BY
  `histories`.`n` NULLS LAST
