SELECT
  "name",
  "label"
FROM "attributes"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "name",
  "label"
