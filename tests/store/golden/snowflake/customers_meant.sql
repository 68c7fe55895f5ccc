SELECT
  "n"
FROM (
  SELECT
    "n"
  FROM "customer_list"
  WHERE
    COLLATE("customer_id", 'utf8') >= 'O\'N'
    AND COLLATE("customer_id", 'utf8') < 'O\'N􏿿'
  UNION ALL
  SELECT
    "n"
  FROM "search_words"
  WHERE
    COLLATE("word", 'utf8') = 'O\'N' AND "kind" = 'order'
  UNION ALL
  SELECT
    "n"
  FROM "search_words"
  WHERE
    COLLATE("word", 'utf8') >= 'o\'n'
    AND COLLATE("word", 'utf8') < 'o\'n􏿿'
    AND "kind" = 'attribute'
) AS "found"
GROUP BY
  "n"
