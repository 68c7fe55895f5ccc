WITH repeats AS (
  SELECT
    customer_id,
    COUNT(*) - 1 AS orders,
    SUM(margin) - (
      ARRAY_AGG(margin ORDER BY day)
    )[1] AS total,
    SUM(CAST(margin AS DECIMAL(19, 4)) * margin) - (
      ARRAY_AGG((
        CAST(margin AS DECIMAL(19, 4)) * margin
      ) ORDER BY day)
    )[1] AS squared
  FROM occasions
  GROUP BY
    customer_id
)
SELECT
  CAST(repeats.orders AS BIGINT) AS orders,
  CAST(repeats.total AS DOUBLE PRECISION) AS total,
  CAST(repeats.squared AS DOUBLE PRECISION) AS squared
FROM histories
JOIN repeats
  ON repeats.customer_id = histories.customer_id
ORDER BY
  n
