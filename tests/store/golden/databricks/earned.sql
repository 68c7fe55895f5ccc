SELECT
  `n`,
  CAST(SUM(`margin`) AS DOUBLE) AS `margin`
FROM `customer_days`
WHERE
  `day` > CAST('2023-12-31' AS DATE)
GROUP BY
  `n`
