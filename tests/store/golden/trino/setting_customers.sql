SELECT
  COUNT(*)
FROM "histories"
