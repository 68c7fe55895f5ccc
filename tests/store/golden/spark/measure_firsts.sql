SELECT
  found.period,
  COUNT(*) AS customers,
  SUM(CASE WHEN repeat_count > 0 THEN 1 ELSE 0 END) AS repeaters
FROM (
  SELECT
    histories.n,
    periods.period,
    histories.repeat_count
  FROM histories
  JOIN periods
    ON periods.month = CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT)
) AS found
GROUP BY
  found.period
