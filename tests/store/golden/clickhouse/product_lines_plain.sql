SELECT
  "customer_id",
  COALESCE("product_id", '') AS "product_id",
  "day",
  "day" AS "sold_on",
  FALSE AS "is_refund",
  COUNT(*) AS "times",
  CAST(SUM("revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "priced_lines"
GROUP BY
  "customer_id",
  COALESCE("product_id", ''),
  "day"
