SELECT
  `name`,
  `label`
FROM `attributes`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
ORDER BY
  COLLATE(`name`, '') NULLS LAST,
  COLLATE(`label`, '') NULLS LAST
