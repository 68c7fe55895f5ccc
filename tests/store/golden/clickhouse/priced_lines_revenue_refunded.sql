SELECT
  "load_id",
  "line",
  "order_id",
  "customer_id",
  "ordered_at",
  "day",
  "product_id",
  "category",
  "is_refund",
  "refund_of",
  "revenue",
  "revenue" AS "margin"
FROM "costed_lines"
WHERE
  "day" <= CAST('2024-12-31' AS Date32) AND NOT (
    "customer_id" IS NULL
  )
