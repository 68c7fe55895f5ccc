SELECT
  `line`,
  CASE
    WHEN SUBSTRING(CAST(`customer_id` AS STRING), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHR(  9), CHR(  10), CHR(  13))
    THEN CONCAT('\'', COALESCE(CAST(`customer_id` AS STRING), ''))
    ELSE CAST(`customer_id` AS STRING)
  END AS `customer_id`,
  `expected_orders`
FROM `published`
ORDER BY
  `line` NULLS LAST
