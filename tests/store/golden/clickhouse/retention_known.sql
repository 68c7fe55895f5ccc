SELECT
  "customer_id",
  "channel",
  "country"
FROM "customers"
