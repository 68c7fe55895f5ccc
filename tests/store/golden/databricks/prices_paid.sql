SELECT
  `product_lines`.`customer_id`,
  `products`.`category`,
  CAST(`products`.`price` AS DOUBLE) AS `price`,
  CAST(SUM(`product_lines`.`times`) AS BIGINT) AS `times`
FROM `product_lines`
JOIN `products`
  ON `products`.`product_id` = `product_lines`.`product_id`
WHERE
  NOT `product_lines`.`is_refund`
  AND NOT `products`.`category` IS NULL
  AND NOT `products`.`price` IS NULL
GROUP BY
  `product_lines`.`customer_id`,
  `products`.`category`,
  `products`.`price`
ORDER BY
  `product_lines`.`customer_id` NULLS LAST,
  `products`.`category` NULLS LAST,
  `products`.`price` NULLS LAST
