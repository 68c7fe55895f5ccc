-- Status words whose use nobody has said.
SELECT lower(trim(split_part(broken, chr(31), 2))) AS word, COUNT(*) AS times, MIN(line) AS line
FROM typed_rows
WHERE starts_with(broken, 'status_unknown:')
GROUP BY word
ORDER BY times DESC, word
