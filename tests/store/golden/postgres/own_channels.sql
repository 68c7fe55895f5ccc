SELECT
  customer_id,
  channel,
  CAST(COUNT(*) AS BIGINT) AS times
FROM interactions
WHERE
  NOT customer_id IS NULL
  AND NOT channel IS NULL
  AND NOT LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
  AND NOT LOWER(TRIM(COALESCE(type, '')) COLLATE "und-x-icu") IN ('visit', 'open', 'click', 'view')
GROUP BY
  customer_id,
  channel
ORDER BY
  customer_id COLLATE "C",
  channel COLLATE "C"
