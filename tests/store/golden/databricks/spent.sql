SELECT
  `day`,
  `purpose`,
  `category`,
  `channel`,
  `campaign`,
  CAST(CAST(SUM(`amount`) AS DECIMAL(28, 4)) * 10000 AS BIGINT) AS `amount`
FROM `spend`
GROUP BY
  `day`,
  `purpose`,
  `category`,
  `channel`,
  `campaign`
ORDER BY
  `day` NULLS LAST,
  `purpose` NULLS LAST,
  `category` NULLS LAST,
  COALESCE(`channel`, '') NULLS LAST,
  COALESCE(`campaign`, '') NULLS LAST
