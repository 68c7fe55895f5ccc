SELECT
  `n`
FROM (
  SELECT
    `n`
  FROM `customer_list`
  WHERE
    COLLATE(`customer_id`, '') >= 'O\'N' AND COLLATE(`customer_id`, '') < 'O\'N􏿿'
  UNION ALL
  SELECT
    `n`
  FROM `search_words`
  WHERE
    COLLATE(`word`, '') = 'O\'N' AND `kind` = 'order'
  UNION ALL
  SELECT
    `n`
  FROM `search_words`
  WHERE
    COLLATE(`word`, '') >= 'o\'n'
    AND COLLATE(`word`, '') < 'o\'n􏿿'
    AND `kind` = 'attribute'
) AS `found`
GROUP BY
  `n`
