SELECT
  "products"."category" AS "category",
  CAST("products"."price" AS Nullable(Float64)) AS "price",
  CAST(SUM("product_lines"."times") AS Nullable(Int64)) AS "times"
FROM "product_lines"
JOIN "products"
  ON "products"."product_id" = "product_lines"."product_id"
WHERE
  "product_lines"."customer_id" = 'O''Neill'
  AND NOT "product_lines"."is_refund"
  AND NOT (
    "products"."category" IS NULL
  )
  AND NOT (
    "products"."price" IS NULL
  )
GROUP BY
  "products"."category",
  "products"."price"
ORDER BY
  "products"."category",
  "products"."price"
