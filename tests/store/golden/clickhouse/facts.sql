SELECT
  COUNT(*),
  MIN("day"),
  MAX("day"),
  COUNT("order_id") > 0,
  COALESCE(MAX(CASE WHEN "is_refund" THEN 1 ELSE 0 END), 0) > 0,
  COUNT("cost") > 0,
  COUNT(*) - COUNT("cost"),
  COUNT(*) - COUNT("customer_id"),
  CAST(COALESCE(SUM(CASE WHEN "customer_id" IS NULL THEN "revenue" END), 0) AS Nullable(Float64)),
  CAST(COALESCE(SUM("revenue"), 0) AS Nullable(Float64)),
  COUNT("attributes") > 0,
  CAST(COALESCE(SUM(CASE WHEN "is_by_product" THEN 1 ELSE 0 END), 0) AS Nullable(Int64))
FROM "costed_lines"
WHERE
  "day" <= COALESCE(CAST('2024-12-31' AS Date32), CAST('9999-12-31' AS Date32))
