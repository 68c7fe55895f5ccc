SELECT
  "n"
FROM (
  SELECT
    "n"
  FROM "customer_list"
  WHERE
    "customer_id" >= 'O''N' AND "customer_id" < 'O''N􏿿'
) AS "found"
GROUP BY
  "n"
