SELECT
  "interaction_id",
  "customer_id",
  "day",
  "contact_channel",
  "agent",
  "minutes",
  "target"
FROM (
  SELECT
    "interaction_id",
    "customer_id",
    "day",
    "contact_channel",
    "agent",
    "waited",
    "response_minutes" AS "minutes",
    CASE
      WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'phone'
      THEN CAST('1' AS Nullable(Float64))
      WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'chat'
      THEN CAST('5' AS Nullable(Float64))
      WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'social'
      THEN CAST('240' AS Nullable(Float64))
      ELSE CAST('1440' AS Nullable(Float64))
    END AS "target"
  FROM "contacts"
  WHERE
    NOT "is_out"
) AS "held"
WHERE
  "minutes" > "target" OR (
    "minutes" IS NULL AND "waited" > "target"
  )
ORDER BY
  "day" DESC,
  "interaction_id"
LIMIT 20
