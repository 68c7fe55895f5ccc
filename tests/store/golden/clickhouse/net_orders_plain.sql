SELECT
  "customer_id",
  "order_key",
  "day",
  "gross_revenue",
  "gross_revenue" AS "revenue",
  "gross_margin" AS "margin",
  TRUE AS "is_order"
FROM "sales"
