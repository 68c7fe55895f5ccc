SELECT
  "n"
FROM "customer_list"
WHERE
  "customer_id" = 'O''Neill'
