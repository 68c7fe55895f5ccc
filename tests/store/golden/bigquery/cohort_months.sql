SELECT
  `n`,
  `month`,
  CAST(`orders` AS INT64) AS `orders`,
  CAST(`revenue` AS FLOAT64) AS `revenue`,
  CAST(`margin` AS FLOAT64) AS `margin`
FROM `customer_months`
WHERE
  `n` >= 0
