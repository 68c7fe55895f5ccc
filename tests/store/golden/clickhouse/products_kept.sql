WITH "held" AS (
  SELECT
    "product_id",
    SUM(CASE WHEN "is_refund" THEN 0 ELSE "times" END) AS "sold",
    SUM(CASE WHEN "is_refund" THEN "times" ELSE 0 END) AS "returned"
  FROM "product_lines"
  WHERE
    "customer_id" = 'O''Neill' AND NOT "product_id" = ''
  GROUP BY
    "product_id"
)
SELECT
  "product_id"
FROM "held"
WHERE
  "sold" > "returned"
ORDER BY
  "product_id"
