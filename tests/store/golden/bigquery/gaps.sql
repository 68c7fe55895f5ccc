WITH `placed` AS (
  SELECT
    `customer_id`,
    `day`,
    ROW_NUMBER() OVER (PARTITION BY `customer_id` ORDER BY `day` NULLS LAST) AS `place`
  FROM `occasions`
)
SELECT
  CAST(DATE_DIFF(`later`.`day`, `earlier`.`day`, DAY) AS INT64) AS `days`,
  CAST(COUNT(*) AS INT64) AS `times`
FROM `placed` AS `later`
JOIN `placed` AS `earlier`
  ON `earlier`.`customer_id` = `later`.`customer_id`
  AND `earlier`.`place` = `later`.`place` - 1
GROUP BY
  DATE_DIFF(`later`.`day`, `earlier`.`day`, DAY)
ORDER BY
  `days` NULLS LAST
