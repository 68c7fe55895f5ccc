SELECT
  "customer_id",
  "label" AS "level"
FROM "attributes"
WHERE
  "name" = 'plan'
