SELECT
  "n",
  "customer_id"
FROM "histories"
ORDER BY
  "n"
