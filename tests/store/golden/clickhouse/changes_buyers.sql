SELECT
  "customer_id",
  SUM("times") AS "orders",
  SUM("margin") AS "margin"
FROM "product_lines"
WHERE
  NOT "is_refund"
  AND "product_id" = 'p'
  AND CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) = 24289
GROUP BY
  "customer_id"
ORDER BY
  "customer_id"
