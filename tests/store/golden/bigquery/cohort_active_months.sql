WITH `born` AS (
  SELECT
    `histories`.`n`,
    0 AS `code`,
    `periods`.`period` AS `cohort`
  FROM `histories`
  JOIN `periods`
    ON `periods`.`month` = CAST(EXTRACT(YEAR FROM `histories`.`first_order`) * 12 + EXTRACT(MONTH FROM `histories`.`first_order`) - 1 AS INT64)
)
SELECT
  `born`.`code`,
  `born`.`cohort`,
  `periods`.`period`,
  CAST(SUM(CASE WHEN `customer_months`.`orders` > 0 THEN 1 ELSE 0 END) AS FLOAT64) AS `amount`
FROM `customer_months`
JOIN `born`
  ON `born`.`n` = `customer_months`.`n`
JOIN `periods`
  ON `periods`.`month` = `customer_months`.`month`
GROUP BY
  `born`.`code`,
  `born`.`cohort`,
  `periods`.`period`
