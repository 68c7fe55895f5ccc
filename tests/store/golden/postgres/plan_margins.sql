SELECT
  n,
  CAST(margin AS DOUBLE PRECISION) AS margin
FROM customer_days
WHERE
  day > CAST('2024-02-01' AS DATE)
