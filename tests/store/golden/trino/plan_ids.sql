SELECT
  "n",
  "customer_id"
FROM "histories"
