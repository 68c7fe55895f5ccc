SELECT
  "customer_id",
  "day"
FROM "occasions"
