SELECT
  n,
  CAST(EXTRACT(YEAR FROM first_order) * 12 + EXTRACT(MONTH FROM first_order) - 1 AS INT) AS month
FROM histories
ORDER BY
  n NULLS LAST
