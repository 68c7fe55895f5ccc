SELECT
  "day",
  "type",
  "channel",
  "is_complaint"
FROM "interactions"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "opened_at" DESC,
  "interaction_id" DESC
LIMIT 20
