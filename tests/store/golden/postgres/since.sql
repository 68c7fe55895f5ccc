SELECT
  CAST(COALESCE(later.orders, 0) AS DOUBLE PRECISION) AS orders,
  CAST(COALESCE(later.margin, 0) AS DOUBLE PRECISION) AS margin
FROM histories
LEFT JOIN (
  SELECT
    customer_id,
    COUNT(*) AS orders,
    SUM(margin) AS margin
  FROM occasions
  WHERE
    day > CAST('2023-12-31' AS DATE)
  GROUP BY
    customer_id
) AS later
  ON later.customer_id = histories.customer_id
ORDER BY
  histories.n
