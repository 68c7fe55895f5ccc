SELECT
  `customer_id`,
  `channel`,
  CAST(COUNT(*) AS BIGINT) AS `times`
FROM `interactions`
WHERE
  NOT `customer_id` IS NULL
  AND NOT `channel` IS NULL
  AND NOT LOWER(TRIM(COALESCE(`direction`, ''))) = 'out'
  AND NOT LOWER(TRIM(COALESCE(`type`, ''))) IN ('visit', 'open', 'click', 'view')
GROUP BY
  `customer_id`,
  `channel`
ORDER BY
  `customer_id` NULLS LAST,
  `channel` NULLS LAST
