SELECT
  `found`.`period`,
  COALESCE(`split_codes`.`code`, -1) AS `level`,
  COUNT(*) AS `baskets`,
  (
    0.5 * ARRAY_AGG(CAST(`revenue` AS FLOAT64) IGNORE NULLS ORDER BY CAST(`revenue` AS FLOAT64))[SAFE_OFFSET(DIV((
      COUNT(`revenue`) - 1
    ), 2))] + 0.5 * ARRAY_AGG(CAST(`revenue` AS FLOAT64) IGNORE NULLS ORDER BY CAST(`revenue` AS FLOAT64))[SAFE_OFFSET(DIV(COUNT(`revenue`), 2))]
  ) AS `middle`,
  (
    0.5 * ARRAY_AGG(
      CAST(`gross_revenue` AS FLOAT64) IGNORE NULLS ORDER BY CAST(`gross_revenue` AS FLOAT64)
    )[SAFE_OFFSET(DIV((
      COUNT(`gross_revenue`) - 1
    ), 2))] + 0.5 * ARRAY_AGG(
      CAST(`gross_revenue` AS FLOAT64) IGNORE NULLS ORDER BY CAST(`gross_revenue` AS FLOAT64)
    )[SAFE_OFFSET(DIV(COUNT(`gross_revenue`), 2))]
  ) AS `gross_middle`
FROM (
  SELECT
    `order_rows`.`n`,
    `periods`.`period`,
    `order_rows`.`gross_revenue`,
    `order_rows`.`revenue`
  FROM `order_rows`
  JOIN `periods`
    ON `periods`.`month` = `order_rows`.`month`
) AS `found`
LEFT JOIN `split_codes`
  ON `split_codes`.`n` = `found`.`n`
GROUP BY
  `found`.`period`,
  COALESCE(`split_codes`.`code`, -1)
