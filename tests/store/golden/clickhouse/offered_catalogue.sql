WITH "sold" AS (
  SELECT
    "product_id",
    SUM(CASE WHEN "is_refund" THEN 0 ELSE "times" END) AS "times",
    SUM(CASE WHEN "is_refund" THEN "times" ELSE 0 END) AS "returned"
  FROM "product_lines"
  GROUP BY
    "product_id"
)
SELECT
  "products"."product_id" AS "product_id",
  "products"."name" AS "name",
  "products"."category" AS "category",
  "products"."price" AS "price",
  "products"."cost" AS "cost",
  CAST(COALESCE("sold"."times", 0) AS Nullable(Int64)) AS "times",
  CAST(COALESCE("sold"."returned", 0) AS Nullable(Int64)) AS "returned"
FROM "products"
LEFT JOIN "sold"
  ON "sold"."product_id" = "products"."product_id"
WHERE
  NOT (
    "products"."category" IS NULL
  )
  AND NOT (
    "products"."price" IS NULL
  )
  AND NOT (
    "products"."cost" IS NULL
  )
ORDER BY
  "products"."product_id"
