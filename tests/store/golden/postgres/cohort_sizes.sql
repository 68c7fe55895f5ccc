WITH born AS (
  SELECT
    histories.n,
    0 AS code,
    periods.period AS cohort
  FROM histories
  JOIN periods
    ON periods.month = CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT)
)
SELECT
  code,
  cohort,
  COUNT(*) AS customers
FROM born
GROUP BY
  code,
  cohort
