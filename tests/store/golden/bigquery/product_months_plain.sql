SELECT
  CAST(EXTRACT(YEAR FROM `sales`.`day`) * 12 + EXTRACT(MONTH FROM `sales`.`day`) - 1 AS INT64) AS `month`,
  `priced_lines`.`product_id`,
  COALESCE(`priced_lines`.`category`, `products`.`category`) AS `category`,
  COUNT(*) AS `lines`,
  CAST(SUM(`priced_lines`.`revenue`) AS NUMERIC) AS `gross_revenue`,
  CAST(SUM(`priced_lines`.`revenue`) AS NUMERIC) AS `revenue`,
  CAST(SUM(`priced_lines`.`margin`) AS NUMERIC) AS `margin`
FROM `priced_lines`
JOIN `sales`
  ON `sales`.`customer_id` = `priced_lines`.`customer_id`
  AND `sales`.`order_key` = COALESCE(
    `priced_lines`.`order_id`,
    CONCAT(
      'line ',
      CAST(`priced_lines`.`load_id` AS STRING),
      '/',
      CAST(`priced_lines`.`line` AS STRING)
    )
  )
LEFT JOIN `products`
  ON `products`.`product_id` = `priced_lines`.`product_id`
GROUP BY
  CAST(EXTRACT(YEAR FROM `sales`.`day`) * 12 + EXTRACT(MONTH FROM `sales`.`day`) - 1 AS INT64),
  `priced_lines`.`product_id`,
  COALESCE(`priced_lines`.`category`, `products`.`category`)
