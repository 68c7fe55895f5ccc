SELECT
  `n`
FROM `forecasts`
ORDER BY
  `value` DESC,
  `n` NULLS LAST
LIMIT 20
