SELECT
  `kind`,
  `channel`,
  CAST(`cost` AS NUMERIC) AS `cost`
FROM UNNEST([
  STRUCT('contact' AS `kind`, 'it\'s' AS `channel`, '4.5' AS `cost`),
  STRUCT('contact' AS `kind`, '*' AS `channel`, '0.1' AS `cost`)
]) AS `given`
