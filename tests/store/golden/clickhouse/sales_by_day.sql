SELECT
  "product_id",
  "day",
  CAST(SUM("times") AS Nullable(Int64)) AS "times",
  CAST(SUM("revenue") AS Nullable(Float64)) AS "revenue"
FROM "product_lines"
WHERE
  NOT "is_refund" AND NOT "product_id" = ''
GROUP BY
  "product_id",
  "day"
ORDER BY
  "product_id",
  "day"
