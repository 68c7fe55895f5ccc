SELECT
  "arm"
FROM "plan_arms"
WHERE
  "customer_id" = 'O''Neill'
