SELECT
  "customer_id",
  LOWER(TRIM(COALESCE("label", ''))) AS "label"
FROM "attributes"
WHERE
  LOWER(TRIM(COALESCE("name", ''))) = 'plan'
ORDER BY
  COLLATE("customer_id", 'utf8')
