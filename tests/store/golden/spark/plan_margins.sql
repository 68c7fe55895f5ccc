SELECT
  n,
  CAST(SUM(margin) AS DOUBLE) AS margin
FROM customer_days
WHERE
  day > CAST('2024-02-01' AS DATE)
GROUP BY
  n
ORDER BY
  n NULLS LAST
