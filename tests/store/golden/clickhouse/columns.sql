SELECT
  "line",
  "customer_id",
  "expected_orders"
FROM "published"
ORDER BY
  "line"
