SELECT
  "name",
  "label"
FROM "attributes"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
ORDER BY
  COLLATE("name", 'utf8'),
  COLLATE("label", 'utf8')
