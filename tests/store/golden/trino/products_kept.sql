SELECT
  "product_id"
FROM "product_lines"
WHERE
  "customer_id" = 'O''Neill' AND NOT "product_id" = ''
GROUP BY
  "product_id"
HAVING
  SUM(CASE WHEN "is_refund" THEN -"times" ELSE "times" END) > 0
ORDER BY
  "product_id"
