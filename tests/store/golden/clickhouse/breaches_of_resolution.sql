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
    "resolution_minutes" AS "minutes",
    CAST('4320' AS Nullable(Float64)) AS "target"
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
