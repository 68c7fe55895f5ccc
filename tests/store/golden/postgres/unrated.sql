SELECT
  order_lines.category,
  COUNT(*) AS lines
FROM order_lines
LEFT JOIN margin_rates
  ON margin_rates.category = order_lines.category
WHERE
  day <= CAST('2024-12-31' AS DATE) AND margin_rates.rate IS NULL
GROUP BY
  order_lines.category
ORDER BY
  lines DESC NULLS LAST,
  order_lines.category COLLATE "C"
