SELECT
  `found`.`period`,
  COUNT(*) AS `known`,
  COUNT(*) - SUM(`p_alive`) AS `gone`,
  COUNT(*) - 2 * SUM(`p_alive`) + SUM(`p_alive` * `p_alive`) AS `gone2`
FROM (
  SELECT
    `n`,
    0 AS `period`,
    CAST(`p_alive` AS NUMERIC) AS `p_alive`
  FROM `forecasts`
  WHERE
    NOT `p_alive` IS NULL
) AS `found`
GROUP BY
  `found`.`period`
