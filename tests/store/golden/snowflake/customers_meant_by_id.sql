SELECT
  "n"
FROM (
  SELECT
    "n"
  FROM "customer_list"
  WHERE
    COLLATE("customer_id", 'utf8') >= 'O\'N'
    AND COLLATE("customer_id", 'utf8') < 'O\'N􏿿'
) AS "found"
GROUP BY
  "n"
