SELECT
  customer_id,
  LOWER(TRIM(COALESCE(label, '')) COLLATE "und-x-icu") AS label
FROM attributes
WHERE
  LOWER(TRIM(COALESCE(name, '')) COLLATE "und-x-icu") = 'plan'
ORDER BY
  customer_id COLLATE "C"
