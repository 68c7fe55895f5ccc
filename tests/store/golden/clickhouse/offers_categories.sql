SELECT
  "product_id",
  "category",
  CAST(SUM("lines") AS Nullable(Int64)) AS "times"
FROM "product_months"
WHERE
  NOT (
    "product_id" IS NULL
  ) AND NOT (
    "category" IS NULL
  )
GROUP BY
  "product_id",
  "category"
ORDER BY
  "product_id",
  "category"
