SELECT
  found.period,
  COALESCE(split_codes.code, -1) AS level,
  COUNT(*) AS baskets,
  PERCENTILE(CAST(revenue AS DOUBLE), 0.5) AS middle,
  PERCENTILE(CAST(gross_revenue AS DOUBLE), 0.5) AS gross_middle
FROM (
  SELECT
    order_rows.n,
    periods.period,
    order_rows.gross_revenue,
    order_rows.revenue
  FROM order_rows
  JOIN periods
    ON periods.month = order_rows.month
) AS found
LEFT JOIN split_codes
  ON split_codes.n = found.n
GROUP BY
  found.period,
  COALESCE(split_codes.code, -1)
