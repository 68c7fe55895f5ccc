WITH `repeats` AS (
  SELECT
    `customer_id`,
    COUNT(*) - 1 AS `orders`,
    SUM(`margin`) - MIN_BY(`margin`, `day`) AS `total`,
    SUM(CAST(`margin` AS NUMERIC) * `margin`) - MIN_BY((
      CAST(`margin` AS NUMERIC) * `margin`
    ), `day`) AS `squared`
  FROM `occasions`
  GROUP BY
    `customer_id`
)
SELECT
  CAST(`repeats`.`orders` AS INT64) AS `orders`,
  CAST(`repeats`.`total` AS FLOAT64) AS `total`,
  CAST(`repeats`.`squared` AS FLOAT64) AS `squared`
FROM `histories`
JOIN `repeats`
  ON `repeats`.`customer_id` = `histories`.`customer_id`
ORDER BY
  `n` NULLS LAST
