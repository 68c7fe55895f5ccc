SELECT
  "customer_id"
FROM "histories"
WHERE
  "n" = 0
