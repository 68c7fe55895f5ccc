SELECT
  `n`
FROM (
  SELECT
    `n`
  FROM `customer_list`
  WHERE
    COLLATE(`customer_id`, '') >= 'O\'N' AND COLLATE(`customer_id`, '') < 'O\'N􏿿'
) AS `found`
GROUP BY
  `n`
