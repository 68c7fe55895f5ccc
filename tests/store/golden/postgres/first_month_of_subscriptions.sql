SELECT
  MIN(CAST(EXTRACT(YEAR FROM started) * 12 + EXTRACT(MONTH FROM started) - 1 AS INT))
FROM subscription_rows
