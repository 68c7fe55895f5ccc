SELECT
  "arm"
FROM "plan_arms"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
