SELECT
  found.period,
  SUM(lines) AS lines,
  SUM(revenue) AS revenue,
  SUM(margin) AS margin,
  SUM(gross_revenue) - SUM(revenue) AS refunds,
  SUM(gross_revenue) AS gross_revenue,
  COUNT(*) AS rows
FROM (
  SELECT
    periods.period,
    product_months.product_id,
    product_months.category,
    product_months.lines,
    product_months.gross_revenue,
    product_months.revenue,
    product_months.margin
  FROM product_months
  JOIN periods
    ON periods.month = product_months.month
) AS found
GROUP BY
  found.period
