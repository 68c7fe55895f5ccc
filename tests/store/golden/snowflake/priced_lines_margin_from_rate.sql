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
  CAST(CAST(SIGN((
    "revenue" * CAST('0.35' AS DOUBLE)
  )) * FLOOR(ABS((
    "revenue" * CAST('0.35' AS DOUBLE)
  )) * 10000 + 0.5) AS DECIMAL(38, 0)) * 0.0001 AS DECIMAL(18, 4)) AS "margin"
FROM "costed_lines"
WHERE
  "day" <= CAST('2024-12-31' AS DATE) AND NOT "customer_id" IS NULL
