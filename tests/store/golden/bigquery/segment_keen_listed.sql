SELECT
  `histories`.`n`
FROM `histories`
LEFT JOIN `forecasts`
  ON `forecasts`.`n` = `histories`.`n`
WHERE
  (
    `histories`.`orders` >= 2
  )
  OR (
    (
      `forecasts`.`value` > CAST('500.0' AS FLOAT64)
    )
    AND (
      `forecasts`.`p_alive` >= CAST('0.2' AS FLOAT64)
    )
  )
ORDER BY
  `histories`.`n` NULLS LAST
