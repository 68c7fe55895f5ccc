SELECT
  COUNT(*)
FROM "interactions"
WHERE
  lowerUTF8(TRIM(COALESCE("type", ''))) IN ('invite', 'invitation')
