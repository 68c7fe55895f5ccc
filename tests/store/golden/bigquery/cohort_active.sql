WITH `born` AS (
  SELECT
    `histories`.`n`,
    `parts`.`code` AS `code`,
    `periods`.`period` AS `cohort`
  FROM `histories`
  JOIN `periods`
    ON `periods`.`month` = CAST(EXTRACT(YEAR FROM `histories`.`first_order`) * 12 + EXTRACT(MONTH FROM `histories`.`first_order`) - 1 AS INT64)
  JOIN `parts`
    ON `parts`.`n` = `histories`.`n`
)
SELECT
  `born`.`code`,
  `born`.`cohort`,
  `seen`.`period`,
  CAST(COUNT(*) AS FLOAT64) AS `amount`
FROM (
  SELECT
    `customer_months`.`n`,
    `periods`.`period`
  FROM `customer_months`
  JOIN `periods`
    ON `periods`.`month` = `customer_months`.`month`
  WHERE
    `customer_months`.`orders` > 0
  GROUP BY
    `customer_months`.`n`,
    `periods`.`period`
) AS `seen`
JOIN `born`
  ON `born`.`n` = `seen`.`n`
GROUP BY
  `born`.`code`,
  `born`.`cohort`,
  `seen`.`period`
