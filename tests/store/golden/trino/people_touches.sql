SELECT
  COALESCE("histories"."n", -1) AS "n",
  CASE WHEN "histories"."n" IS NULL THEN "interactions"."customer_id" END AS "other",
  "interactions"."day",
  LOWER(TRIM(BOTH ' ' FROM COALESCE("interactions"."type", ''))) AS "type",
  "interactions"."channel",
  CASE
    WHEN LOWER(TRIM(BOTH ' ' FROM COALESCE("interactions"."direction", ''))) = 'out'
    THEN 1
    ELSE 0
  END AS "is_ours"
FROM "interactions"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
