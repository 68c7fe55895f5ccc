WITH `placed` AS (
  SELECT
    `customer_id`,
    `day`,
    ROW_NUMBER() OVER (PARTITION BY `customer_id` ORDER BY `day` NULLS LAST) AS `place`
  FROM `occasions`
), `gaps` AS (
  SELECT
    `later`.`customer_id`,
    CAST(CAST(DATEDIFF(DAY, `earlier`.`day`, `later`.`day`) AS BIGINT) AS BIGINT) AS `days`
  FROM `placed` AS `later`
  JOIN `placed` AS `earlier`
    ON `earlier`.`customer_id` = `later`.`customer_id`
    AND `earlier`.`place` = `later`.`place` - 1
), `waits` AS (
  SELECT
    `customer_id`,
    CAST(COUNT(*) AS BIGINT) AS `times`,
    CAST(SUM(`days`) AS BIGINT) AS `total`,
    CAST(SUM(`days` * `days`) AS BIGINT) AS `squares`
  FROM `gaps`
  GROUP BY
    `customer_id`
)
SELECT
  `times`,
  `total`,
  `squares`,
  CAST(COUNT(*) AS BIGINT) AS `customers`
FROM `waits`
WHERE
  `times` >= 4
GROUP BY
  `times`,
  `total`,
  `squares`
ORDER BY
  `times` NULLS LAST,
  `total` NULLS LAST,
  `squares` NULLS LAST
