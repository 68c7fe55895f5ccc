SELECT
  COUNT(*)
FROM "interactions"
WHERE
  LOWER(TRIM(BOTH ' ' FROM COALESCE("type", ''))) IN ('invite', 'invitation')
