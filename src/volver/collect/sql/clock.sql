-- Local times that the clocks had twice, and that they skipped.
SELECT COUNT(*) FILTER (clock = 'twice'), COUNT(*) FILTER (clock = 'never')
FROM typed_rows
WHERE broken IS NULL
