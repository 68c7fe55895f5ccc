SELECT
  channel,
  CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT) AS month,
  CAST(SUM(amount) AS DOUBLE) AS amount
FROM spend
WHERE
  purpose = 'acquire'
GROUP BY
  channel,
  CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT)
