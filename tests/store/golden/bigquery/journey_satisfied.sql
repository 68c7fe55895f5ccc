SELECT
  `channel`,
  COUNT(`score`) AS `answers`,
  CAST(SUM(`score`) AS FLOAT64) AS `total`,
  CAST(SUM(`score` * `score`) AS FLOAT64) AS `squares`
FROM `answers`
WHERE
  `kind` = 'csat'
GROUP BY
  `channel`
