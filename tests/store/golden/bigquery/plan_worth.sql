SELECT
  `n`,
  `value`,
  `p_alive`
FROM `forecasts`
