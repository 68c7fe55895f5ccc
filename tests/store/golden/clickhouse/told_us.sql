SELECT
  "day",
  lowerUTF8(TRIM(COALESCE("outcome", ''))) AS "outcome",
  "product_id",
  CASE WHEN lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out' THEN 1 ELSE 0 END AS "is_ours",
  CASE WHEN "is_complaint" AND "resolved_day" IS NULL THEN 1 ELSE 0 END AS "is_open"
FROM "interactions"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "day",
  "interaction_id"
