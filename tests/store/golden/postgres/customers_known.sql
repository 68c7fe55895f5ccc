SELECT
  COUNT(*)
FROM histories
