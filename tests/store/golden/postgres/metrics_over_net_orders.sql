SELECT
  SUM(CASE WHEN is_order THEN 1 ELSE 0 END) AS orders,
  SUM(gross_revenue) AS gross_revenue,
  SUM(gross_revenue) - SUM(revenue) AS refunds,
  SUM(revenue) AS revenue,
  SUM(margin) AS margin,
  CAST(SUM(CASE WHEN is_order THEN revenue ELSE 0 END) AS DOUBLE PRECISION) / NULLIF(SUM(CASE WHEN is_order THEN 1 ELSE 0 END), 0) AS aov,
  (
    0.5 * PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY
      CAST(CASE WHEN is_order THEN revenue END AS DOUBLE PRECISION)) + 0.5 * PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY
      CAST(CASE WHEN is_order THEN revenue END AS DOUBLE PRECISION) DESC)
  ) AS aov_median
FROM net_orders
