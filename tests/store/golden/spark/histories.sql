WITH buyers AS (
  SELECT
    customer_id,
    MIN(CASE WHEN orders > 0 THEN day END) AS first_order,
    MAX(CASE WHEN orders > 0 THEN day END) AS last_order,
    SUM(orders) AS orders,
    SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS occasions,
    MIN_BY(CASE WHEN orders > 0 THEN occasion_margin END, CASE WHEN orders > 0 THEN day END) AS first_margin,
    SUM(margin) AS margin
  FROM day_totals
  GROUP BY
    customer_id
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY customer_id NULLS LAST) - 1 AS INT) AS n,
  customer_id,
  first_order,
  last_order,
  CAST(orders AS BIGINT) AS orders,
  CAST(occasions - 1 AS BIGINT) AS repeat_count,
  CAST(CAST(DATEDIFF(last_order, first_order) AS BIGINT) AS BIGINT) AS first_to_last,
  CAST(CAST(DATEDIFF(CAST('2024-12-31' AS DATE), first_order) AS BIGINT) AS BIGINT) AS age,
  CAST(margin AS DECIMAL(18, 4)) AS margin_to_date,
  CASE
    WHEN occasions > 1
    THEN CAST(margin - first_margin AS DOUBLE) / (
      occasions - 1
    )
  END AS mean_repeat_margin,
  CAST(CASE WHEN occasions > 1 THEN first_margin ELSE margin END AS DOUBLE) AS first_margin
FROM buyers
WHERE
  occasions > 0
