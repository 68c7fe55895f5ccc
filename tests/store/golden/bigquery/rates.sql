SELECT
  `category`,
  CAST(`rate` AS FLOAT64) AS `rate`
FROM UNNEST([
  STRUCT('it\'s' AS `category`, '0.345' AS `rate`),
  STRUCT('b' AS `category`, '1e-07' AS `rate`)
]) AS `given`
