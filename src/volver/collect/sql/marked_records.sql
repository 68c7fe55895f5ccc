-- The text of the records that are marked, repeats left out.
WITH wanted AS (
  SELECT n, rule FROM marks WHERE rule <> /* repeat */
)
SELECT line, rule, CASE /* values */ END AS value, /* raw */ AS raw
FROM /* rows */
JOIN wanted USING (n)
