-- Whether all ids of a column are whole numbers.
SELECT COUNT(/* column */) = COUNT(TRY_CAST(/* column */ AS HUGEINT))
FROM typed_rows
WHERE broken IS NULL
