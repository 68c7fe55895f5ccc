-- Some of the texts that could not be read, for each rule and field.
WITH failed AS (
  SELECT split_part(broken, chr(31), 1) AS rule, line, split_part(broken, chr(31), 2) AS value
  FROM typed_rows
  WHERE broken IS NOT NULL
)
SELECT rule, line, value
FROM failed
WHERE contains(rule, '_unreadable:')
QUALIFY ROW_NUMBER() OVER (PARTITION BY rule ORDER BY line) <= /* most */
