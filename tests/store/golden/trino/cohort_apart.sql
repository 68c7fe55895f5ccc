SELECT
  CAST(COALESCE(SUM("margin"), 0) AS DOUBLE)
FROM "customer_months"
WHERE
  "n" < 0
