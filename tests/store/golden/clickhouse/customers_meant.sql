SELECT
  "n"
FROM (
  SELECT
    "n"
  FROM "customer_list"
  WHERE
    "customer_id" >= 'O''N' AND "customer_id" < 'O''N􏿿'
  UNION ALL
  SELECT
    "n"
  FROM "search_words"
  WHERE
    "word" = 'O''N' AND "kind" = 'order'
  UNION ALL
  SELECT
    "n"
  FROM "search_words"
  WHERE
    "word" >= 'o''n' AND "word" < 'o''n􏿿' AND "kind" = 'attribute'
) AS "found"
GROUP BY
  "n"
