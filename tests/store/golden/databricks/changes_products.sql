WITH `bought` AS (
  SELECT
    `customer_id`,
    `product_id`,
    CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT) AS `month`,
    SUM(`times`) AS `times`,
    SUM(`margin`) AS `margin`
  FROM `product_lines`
  WHERE
    NOT `is_refund`
    AND NOT `product_id` = ''
    AND CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT) >= 24280
    AND CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT) <= 24300
  GROUP BY
    `customer_id`,
    `product_id`,
    CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT)
)
SELECT
  `product_id`,
  `month`,
  COUNT(*) AS `customers`,
  CAST(SUM(`times`) AS BIGINT) AS `times`,
  CAST(SUM(`times` * `times`) AS BIGINT) AS `squared_times`,
  CAST(SUM(`margin`) AS DOUBLE) AS `margin`,
  CAST(SUM(`margin` * `margin`) AS DOUBLE) AS `squared_margin`
FROM `bought`
GROUP BY
  `product_id`,
  `month`
ORDER BY
  `product_id` NULLS LAST,
  `month` NULLS LAST
