SELECT
  n
FROM customer_list
WHERE
  customer_id COLLATE "C" = 'O''Neill'
