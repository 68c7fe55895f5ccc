SELECT
  day,
  type,
  channel,
  is_complaint,
  interaction_id
FROM interactions
WHERE
  customer_id COLLATE "C" = 'O''Neill'
ORDER BY
  opened_at DESC NULLS LAST,
  interaction_id COLLATE "C" DESC NULLS LAST
LIMIT 20
