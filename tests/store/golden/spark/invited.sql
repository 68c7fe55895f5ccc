SELECT
  COUNT(*)
FROM interactions
WHERE
  LOWER(TRIM(COALESCE(type, ''))) IN ('invite', 'invitation')
