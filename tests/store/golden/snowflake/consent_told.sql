SELECT
  "customer_id",
  LOWER(TRIM(COALESCE("label", ''))) AS "label"
FROM "attributes"
WHERE
  LOWER(TRIM(COALESCE("name", ''))) = 'consent'
ORDER BY
  COLLATE("customer_id", 'utf8')
