SELECT
  "customer_id",
  lowerUTF8(TRIM(COALESCE("label", ''))) AS "label"
FROM "attributes"
WHERE
  lowerUTF8(TRIM(COALESCE("name", ''))) = 'plan'
ORDER BY
  "customer_id"
