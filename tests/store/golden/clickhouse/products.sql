SELECT
  "product_id",
  "name",
  "category",
  "brand",
  "price",
  "cost"
FROM (
  SELECT
    *
  FROM "products_records"
) AS "records"
