WITH `bought` AS (
  SELECT
    `customer_id`,
    `product_id`,
    CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64) AS `month`,
    SUM(`times`) AS `times`,
    SUM(`margin`) AS `margin`
  FROM `product_lines`
  WHERE
    NOT `is_refund`
    AND NOT `product_id` = ''
    AND CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64) >= 24280
    AND CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64) <= 24300
  GROUP BY
    `customer_id`,
    `product_id`,
    CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT64)
)
SELECT
  `bought`.`product_id`,
  `bought`.`month`,
  COUNT(*) AS `customers`,
  CAST(SUM(`bought`.`times`) AS INT64) AS `times`,
  CAST(SUM(`bought`.`times` * `bought`.`times`) AS INT64) AS `squared_times`,
  CAST(SUM(`bought`.`times` * COALESCE(`earlier`.`times`, 0)) AS INT64) AS `together`,
  CAST(SUM(`bought`.`margin`) AS FLOAT64) AS `margin`,
  CAST(SUM(CAST(`bought`.`margin` AS NUMERIC) * `bought`.`margin`) AS FLOAT64) AS `squared_margin`
FROM `bought`
LEFT JOIN `bought` AS `earlier`
  ON `earlier`.`customer_id` = `bought`.`customer_id`
  AND `earlier`.`product_id` = `bought`.`product_id`
  AND `earlier`.`month` = `bought`.`month` - 1
GROUP BY
  `bought`.`product_id`,
  `bought`.`month`
ORDER BY
  COLLATE(`bought`.`product_id`, '') NULLS LAST,
  `bought`.`month` NULLS LAST
