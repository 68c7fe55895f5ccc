SELECT
  "product_id",
  "category",
  CAST(SUM("lines") AS BIGINT) AS "times"
FROM "product_months"
WHERE
  NOT "product_id" IS NULL AND NOT "category" IS NULL
GROUP BY
  "product_id",
  "category"
ORDER BY
  COLLATE("product_id", 'utf8'),
  COLLATE("category", 'utf8')
