SELECT
  COUNT(*)
FROM interactions
WHERE
  type IN ('invite', 'invitation')
