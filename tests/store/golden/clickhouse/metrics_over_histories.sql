SELECT
  COUNT(*) AS "customers",
  CAST(SUM("orders") AS Nullable(Float64)) / nullIf(COUNT(*), 0) AS "purchase_frequency",
  CAST(SUM(CASE WHEN "repeat_count" > 0 THEN 1 ELSE 0 END) AS Nullable(Float64)) / nullIf(COUNT(*), 0) AS "repeat_share"
FROM "histories"
