SELECT
  "product_id",
  CAST(SUM(CASE WHEN "is_refund" THEN 0 ELSE "times" END) AS Nullable(Int64)) AS "times",
  CAST(SUM(CASE WHEN "is_refund" THEN "times" ELSE 0 END) AS Nullable(Int64)) AS "returned",
  CAST(SUM(CASE WHEN "is_refund" THEN 0 ELSE "revenue" END) AS Nullable(Float64)) AS "gross_revenue",
  CAST(SUM("margin") AS Nullable(Float64)) AS "margin"
FROM "product_lines"
WHERE
  NOT "product_id" = ''
GROUP BY
  "product_id"
ORDER BY
  "product_id"
