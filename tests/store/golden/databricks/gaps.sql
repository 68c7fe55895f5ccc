WITH `placed` AS (
  SELECT
    `customer_id`,
    `day`,
    ROW_NUMBER() OVER (PARTITION BY `customer_id` ORDER BY `day` NULLS LAST) AS `place`
  FROM `occasions`
)
SELECT
  CAST(CAST(DATEDIFF(DAY, `earlier`.`day`, `later`.`day`) AS BIGINT) AS BIGINT) AS `days`,
  CAST(COUNT(*) AS BIGINT) AS `times`
FROM `placed` AS `later`
JOIN `placed` AS `earlier`
  ON `earlier`.`customer_id` = `later`.`customer_id`
  AND `earlier`.`place` = `later`.`place` - 1
GROUP BY
  CAST(DATEDIFF(DAY, `earlier`.`day`, `later`.`day`) AS BIGINT)
ORDER BY
  `days` NULLS LAST
