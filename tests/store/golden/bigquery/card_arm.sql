SELECT
  `arm`
FROM `plan_arms`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
