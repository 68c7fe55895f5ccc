SELECT
  "customer_id",
  CONCAT('line ', "load_id", '/', "line") AS "order_key",
  "ordered_at",
  "day",
  "revenue" AS "gross_revenue",
  "margin" AS "gross_margin"
FROM "priced_lines"
WHERE
  NOT "is_refund"
