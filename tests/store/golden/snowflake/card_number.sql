SELECT
  "n"
FROM "customer_list"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
