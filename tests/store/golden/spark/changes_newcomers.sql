SELECT
  parts.dimension,
  parts.code,
  CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT) AS month,
  COUNT(*) AS times
FROM histories
JOIN parts
  ON parts.n = histories.n
WHERE
  CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT) >= 24280
  AND CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT) <= 24300
GROUP BY
  parts.dimension,
  parts.code,
  CAST(EXTRACT(YEAR FROM histories.first_order) * 12 + EXTRACT(MONTH FROM histories.first_order) - 1 AS INT)
ORDER BY
  parts.dimension NULLS LAST,
  parts.code NULLS LAST,
  month NULLS LAST
