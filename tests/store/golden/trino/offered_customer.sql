SELECT
  "n"
FROM "histories"
WHERE
  "customer_id" = 'O''Neill'
