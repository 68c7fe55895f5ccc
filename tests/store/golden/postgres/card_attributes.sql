SELECT
  name,
  label
FROM attributes
WHERE
  customer_id COLLATE "C" = 'O''Neill'
ORDER BY
  name COLLATE "C",
  label COLLATE "C"
