SELECT
  CAST(COALESCE(SUM(`margin`), 0) AS FLOAT64)
FROM `customer_months`
WHERE
  `n` < 0
