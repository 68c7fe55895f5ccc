SELECT
  COALESCE("histories"."n", -1) AS "n",
  CASE WHEN "histories"."n" IS NULL THEN "interactions"."customer_id" END AS "other",
  "interactions"."day" AS "day",
  lowerUTF8(TRIM(COALESCE("interactions"."type", ''))) AS "type",
  "interactions"."channel" AS "channel",
  CASE
    WHEN lowerUTF8(TRIM(COALESCE("interactions"."direction", ''))) = 'out'
    THEN 1
    ELSE 0
  END AS "is_ours"
FROM "interactions"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
