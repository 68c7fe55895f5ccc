SELECT
  COUNT(*)
FROM `histories`
