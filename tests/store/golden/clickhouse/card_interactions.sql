SELECT
  "day",
  "type",
  "channel",
  "is_complaint",
  "interaction_id"
FROM "interactions"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "opened_at" DESC,
  "interaction_id" DESC
LIMIT 20
