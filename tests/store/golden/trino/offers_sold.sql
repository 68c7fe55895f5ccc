SELECT
  "product_id",
  CAST(SUM(CASE WHEN "is_refund" THEN 0 ELSE "times" END) AS BIGINT) AS "times",
  CAST(SUM(CASE WHEN "is_refund" THEN "times" ELSE 0 END) AS BIGINT) AS "returned",
  CAST(SUM(CASE WHEN "is_refund" THEN 0 ELSE "revenue" END) AS DOUBLE) AS "gross_revenue",
  CAST(SUM("margin") AS DOUBLE) AS "margin"
FROM "product_lines"
WHERE
  NOT "product_id" = ''
GROUP BY
  "product_id"
ORDER BY
  "product_id"
