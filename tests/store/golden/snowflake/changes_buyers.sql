SELECT
  "customer_id",
  SUM("times") AS "orders",
  SUM("margin") AS "margin"
FROM "product_lines"
WHERE
  NOT "is_refund"
  AND "product_id" = 'p'
  AND CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) = 24289
GROUP BY
  "customer_id"
ORDER BY
  COLLATE("customer_id", 'utf8')
