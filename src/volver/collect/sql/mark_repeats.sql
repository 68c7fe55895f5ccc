-- Every record but the first of those that are equal to the last letter.
WITH repeated AS (
  SELECT record_hash FROM typed_rows WHERE broken IS NULL GROUP BY record_hash HAVING COUNT(*) > 1
), placed AS (
  SELECT
    n, line,
    ROW_NUMBER() OVER (PARTITION BY record_hash, customer_id, ordered_at, revenue ORDER BY n) AS place
  FROM typed_rows
  WHERE broken IS NULL AND record_hash IN (SELECT record_hash FROM repeated)
)
SELECT n, line, 'repeat' FROM placed WHERE place > 1
