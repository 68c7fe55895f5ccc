SELECT
  arm
FROM plan_arms
WHERE
  customer_id COLLATE "C" = 'O''Neill'
