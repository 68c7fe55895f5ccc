-- What was paid in each currency.
SELECT currency, SUM(/* paid */) AS total
FROM typed_rows
WHERE broken IS NULL
GROUP BY currency
ORDER BY currency
