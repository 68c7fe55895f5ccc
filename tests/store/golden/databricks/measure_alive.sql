SELECT
  `found`.`period`,
  COUNT(*) AS `known`,
  COUNT(*) - SUM(`p_alive`) AS `gone`,
  COUNT(*) - 2 * SUM(`p_alive`) + SUM(CAST(`p_alive` AS DECIMAL(19, 4)) * `p_alive`) AS `gone2`
FROM (
  SELECT
    `n`,
    0 AS `period`,
    CAST(CAST(CASE
      WHEN `p_alive` < 0
      THEN -FLOOR(ABS(`p_alive`) * 10000 + 0.5)
      ELSE FLOOR(`p_alive` * 10000 + 0.5)
    END AS BIGINT) * 0.0001 AS DECIMAL(18, 4)) AS `p_alive`
  FROM `forecasts`
  WHERE
    NOT `p_alive` IS NULL
) AS `found`
GROUP BY
  `found`.`period`
