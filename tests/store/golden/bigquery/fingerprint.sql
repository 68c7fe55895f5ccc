SELECT
  *
FROM `histories`
ORDER BY
  `n` NULLS LAST
