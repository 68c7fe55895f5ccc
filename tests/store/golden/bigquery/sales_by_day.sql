SELECT
  `product_id`,
  `day`,
  CAST(SUM(`times`) AS INT64) AS `times`,
  CAST(SUM(`revenue`) AS FLOAT64) AS `revenue`
FROM `product_lines`
WHERE
  NOT `is_refund` AND NOT `product_id` = ''
GROUP BY
  `product_id`,
  `day`
ORDER BY
  COLLATE(`product_id`, '') NULLS LAST,
  `day` NULLS LAST
