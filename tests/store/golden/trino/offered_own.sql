SELECT
  "product_id",
  "day"
FROM "product_lines"
WHERE
  "customer_id" = 'O''Neill' AND NOT "is_refund" AND NOT "product_id" = ''
GROUP BY
  "product_id",
  "day"
ORDER BY
  "day",
  "product_id"
