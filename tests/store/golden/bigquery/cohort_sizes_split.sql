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
  `code`,
  `cohort`,
  COUNT(*) AS `customers`
FROM `born`
GROUP BY
  `code`,
  `cohort`
