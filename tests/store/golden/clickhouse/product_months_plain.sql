SELECT
  CAST(toYear("sales"."day") * 12 + toMonth("sales"."day") - 1 AS Nullable(Int32)) AS "month",
  "priced_lines"."product_id" AS "product_id",
  COALESCE("priced_lines"."category", "products"."category") AS "category",
  COUNT(*) AS "lines",
  CAST(SUM("priced_lines"."revenue") AS Nullable(Decimal(18, 4))) AS "gross_revenue",
  CAST(SUM("priced_lines"."revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("priced_lines"."margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "priced_lines"
JOIN "sales"
  ON "sales"."customer_id" = "priced_lines"."customer_id"
  AND "sales"."order_key" = COALESCE(
    "priced_lines"."order_id",
    CONCAT('line ', "priced_lines"."load_id", '/', "priced_lines"."line")
  )
LEFT JOIN "products"
  ON "products"."product_id" = "priced_lines"."product_id"
GROUP BY
  CAST(toYear("sales"."day") * 12 + toMonth("sales"."day") - 1 AS Nullable(Int32)),
  "priced_lines"."product_id",
  COALESCE("priced_lines"."category", "products"."category")
