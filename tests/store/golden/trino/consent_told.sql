SELECT
  "customer_id",
  LOWER(TRIM(BOTH ' ' FROM COALESCE("label", ''))) AS "label"
FROM "attributes"
WHERE
  LOWER(TRIM(BOTH ' ' FROM COALESCE("name", ''))) = 'plan'
ORDER BY
  "customer_id"
