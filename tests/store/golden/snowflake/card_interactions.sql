SELECT
  "day",
  "type",
  "channel",
  "is_complaint",
  "interaction_id"
FROM "interactions"
WHERE
  COLLATE("customer_id", 'utf8') = 'O\'Neill'
ORDER BY
  "opened_at" DESC NULLS LAST,
  COLLATE("interaction_id", 'utf8') DESC NULLS LAST
LIMIT 20
