SELECT
  CAST(DATE_PART(YEAR, "sales"."day") * 12 + DATE_PART(MONTH, "sales"."day") - 1 AS INT) AS "month",
  "priced_lines"."product_id",
  COALESCE("priced_lines"."category", "products"."category") AS "category",
  COUNT(*) AS "lines",
  CAST(SUM("priced_lines"."revenue") AS DECIMAL(18, 4)) AS "gross_revenue",
  CAST(SUM("priced_lines"."revenue") AS DECIMAL(18, 4)) AS "revenue",
  CAST(SUM("priced_lines"."margin") AS DECIMAL(18, 4)) AS "margin"
FROM "priced_lines"
JOIN "sales"
  ON "sales"."customer_id" = "priced_lines"."customer_id"
  AND "sales"."order_key" = COALESCE(
    "priced_lines"."order_id",
    CONCAT(
      'line ',
      CAST("priced_lines"."load_id" AS VARCHAR),
      '/',
      CAST("priced_lines"."line" AS VARCHAR)
    )
  )
LEFT JOIN "products"
  ON "products"."product_id" = "priced_lines"."product_id"
GROUP BY
  CAST(DATE_PART(YEAR, "sales"."day") * 12 + DATE_PART(MONTH, "sales"."day") - 1 AS INT),
  "priced_lines"."product_id",
  COALESCE("priced_lines"."category", "products"."category")
