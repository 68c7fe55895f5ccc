WITH `known` AS (
  SELECT
    `product_id`,
    ROW_NUMBER() OVER (ORDER BY COLLATE(`product_id`, '') NULLS LAST) - 1 AS `code`
  FROM `product_lines`
  WHERE
    NOT `is_refund` AND NOT `product_id` = ''
  GROUP BY
    `product_id`
)
SELECT
  `histories`.`n`,
  CAST(`known`.`code` AS INT64) AS `code`,
  `product_lines`.`day`
FROM `product_lines`
JOIN `histories`
  ON `histories`.`customer_id` = `product_lines`.`customer_id`
JOIN `known`
  ON `known`.`product_id` = `product_lines`.`product_id`
WHERE
  NOT `product_lines`.`is_refund`
ORDER BY
  `histories`.`n` NULLS LAST,
  `product_lines`.`day` NULLS LAST,
  `code` NULLS LAST
