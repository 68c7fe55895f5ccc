SELECT
  n
FROM (
  SELECT
    n
  FROM customer_list
  WHERE
    customer_id COLLATE "C" >= 'O''N' AND customer_id COLLATE "C" < 'O''N􏿿'
  UNION ALL
  SELECT
    n
  FROM search_words
  WHERE
    word COLLATE "C" = 'O''N' AND kind = 'order'
  UNION ALL
  SELECT
    n
  FROM search_words
  WHERE
    word COLLATE "C" >= 'o''n' AND word COLLATE "C" < 'o''n􏿿' AND kind = 'attribute'
) AS found
GROUP BY
  n
