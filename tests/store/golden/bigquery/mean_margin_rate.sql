SELECT
  CAST(SUM(`revenue` - `cost`) AS FLOAT64) / NULLIF(CAST(SUM(`revenue`) AS FLOAT64), 0) AS `rate`
FROM `costed_lines`
WHERE
  `day` <= CAST('2024-12-31' AS DATE) AND NOT `cost` IS NULL
