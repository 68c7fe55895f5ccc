SELECT
  "lines".*,
  FALSE AS "is_by_product"
FROM "lines"
