SELECT
  `day`,
  `purpose`,
  `category`,
  `channel`,
  `campaign`,
  CAST(CAST(SUM(`amount`) AS NUMERIC) * 10000 AS INT64) AS `amount`
FROM `spend`
GROUP BY
  `day`,
  `purpose`,
  `category`,
  `channel`,
  `campaign`
ORDER BY
  `day` NULLS LAST,
  COLLATE(`purpose`, '') NULLS LAST,
  COLLATE(`category`, '') NULLS LAST,
  COLLATE(COALESCE(`channel`, ''), '') NULLS LAST,
  COLLATE(COALESCE(`campaign`, ''), '') NULLS LAST
