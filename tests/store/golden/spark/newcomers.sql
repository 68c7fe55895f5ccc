SELECT
  customer_id,
  first_order
FROM histories
WHERE
  first_order > CAST('2024-02-01' AS DATE)
ORDER BY
  first_order DESC,
  n NULLS LAST
