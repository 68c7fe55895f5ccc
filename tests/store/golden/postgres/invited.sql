SELECT
  COUNT(*)
FROM interactions
WHERE
  LOWER(TRIM(COALESCE(type, '')) COLLATE "und-x-icu") IN ('invite', 'invitation')
