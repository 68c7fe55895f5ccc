-- Rules that records of a load broke, each with its first record.
SELECT
  rule, COUNT(*) AS times, MIN(line) AS first_line,
  ARG_MIN(column_name, line) AS column_name,
  ARG_MIN(value, line) AS value
FROM rejections
WHERE load_id = $load_id
GROUP BY rule
ORDER BY times DESC, rule
