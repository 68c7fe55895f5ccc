SELECT
  "customer_id"
FROM "interactions"
WHERE
  "is_complaint" AND "resolved_day" IS NULL
