SELECT
  `customer_id`,
  SUM(`times`) AS `orders`,
  SUM(`margin`) AS `margin`
FROM `product_lines`
WHERE
  NOT `is_refund`
  AND `product_id` = 'p'
  AND CAST(EXTRACT(YEAR FROM `day`) * 12 + EXTRACT(MONTH FROM `day`) - 1 AS INT) = 24289
GROUP BY
  `customer_id`
ORDER BY
  `customer_id` NULLS LAST
