SELECT
  `n`
FROM `customer_list`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
