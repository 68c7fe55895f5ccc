SELECT
  `histories`.`n`,
  CAST(DATE_DIFF(MAX(`histories`.`last_order`), MAX(`customer_days`.`day`), DAY) AS INT64) AS `days`
FROM `histories`
JOIN `customer_days`
  ON `customer_days`.`n` = `histories`.`n`
  AND `customer_days`.`day` < `histories`.`last_order`
WHERE
  `customer_days`.`orders` > 0
GROUP BY
  `histories`.`n`
