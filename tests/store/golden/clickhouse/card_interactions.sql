SELECT
  "day",
  "type",
  "channel",
  "is_complaint",
  "interaction_id",
  COUNT(*) OVER () AS "all_interactions",
  SUM(CASE WHEN "is_complaint" AND "resolved_day" IS NULL THEN 1 ELSE 0 END) OVER () AS "open_complaints"
FROM "interactions"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "opened_at" DESC,
  "interaction_id" DESC
LIMIT 20
