SELECT
  n
FROM (
  SELECT
    n
  FROM customer_list
  WHERE
    customer_id COLLATE "C" >= 'O''N' AND customer_id COLLATE "C" < 'O''N􏿿'
) AS found
GROUP BY
  n
