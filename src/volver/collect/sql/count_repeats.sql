-- How many records are equal to an earlier one to the last letter.
SELECT COALESCE(SUM(times - 1), 0)
FROM (
  SELECT COUNT(*) AS times
  FROM typed_rows
  WHERE broken IS NULL
  GROUP BY record_hash
  HAVING COUNT(*) > 1
)
