SELECT
  `found`.`period`,
  COUNT(*) AS `known`,
  COUNT(*) - SUM(`p_alive`) AS `gone`,
  COUNT(*) - 2 * SUM(`p_alive`) + SUM(CAST(`p_alive` AS NUMERIC) * `p_alive`) AS `gone2`
FROM (
  SELECT
    `n`,
    0 AS `period`,
    (
      CAST(SIGN(`p_alive`) * FLOOR(ABS(`p_alive`) * 10000 + CAST('0.5' AS NUMERIC)) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
    ) AS `p_alive`
  FROM `forecasts`
  WHERE
    NOT `p_alive` IS NULL
) AS `found`
GROUP BY
  `found`.`period`
