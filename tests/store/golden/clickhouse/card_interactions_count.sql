SELECT
  COUNT(*) AS "interactions",
  SUM(CASE WHEN "is_complaint" AND "resolved_day" IS NULL THEN 1 ELSE 0 END) AS "open_complaints"
FROM "interactions"
WHERE
  "customer_id" = 'O''Neill'
