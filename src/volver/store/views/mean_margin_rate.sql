-- Margin per unit of revenue over the lines with a cost, as known on the observation date.
SELECT
  CAST(SUM(revenue - cost) AS DOUBLE) / NULLIF(CAST(SUM(revenue) AS DOUBLE), 0) AS rate
FROM costed_lines
WHERE day <= $as_of AND cost IS NOT NULL
