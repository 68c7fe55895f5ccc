SELECT
  SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END) AS "orders",
  SUM("gross_revenue") AS "gross_revenue",
  SUM("gross_revenue") - SUM("revenue") AS "refunds",
  SUM("revenue") AS "revenue",
  SUM("margin") AS "margin",
  CAST(SUM(CASE WHEN "is_order" THEN "revenue" ELSE 0 END) AS Nullable(Float64)) / nullIf(SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END), 0) AS "aov",
  quantileExactInclusive(CAST(CASE WHEN "is_order" THEN "revenue" END AS Nullable(Float64))) AS "aov_median"
FROM "net_orders"
