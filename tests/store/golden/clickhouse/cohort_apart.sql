SELECT
  CAST(COALESCE(SUM("margin"), 0) AS Nullable(Float64))
FROM "customer_months"
WHERE
  "n" < 0
