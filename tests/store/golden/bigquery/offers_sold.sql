SELECT
  `product_id`,
  CAST(SUM(CASE WHEN `is_refund` THEN 0 ELSE `times` END) AS INT64) AS `times`,
  CAST(SUM(CASE WHEN `is_refund` THEN `times` ELSE 0 END) AS INT64) AS `returned`,
  CAST(SUM(CASE WHEN `is_refund` THEN 0 ELSE `revenue` END) AS FLOAT64) AS `gross_revenue`,
  CAST(SUM(`margin`) AS FLOAT64) AS `margin`
FROM `product_lines`
WHERE
  NOT `product_id` = ''
GROUP BY
  `product_id`
ORDER BY
  COLLATE(`product_id`, '') NULLS LAST
