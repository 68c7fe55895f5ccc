SELECT
  "customer_id",
  "channel",
  CAST(COUNT(*) AS Nullable(Int64)) AS "times"
FROM "interactions"
WHERE
  NOT (
    "customer_id" IS NULL
  )
  AND NOT (
    "channel" IS NULL
  )
  AND NOT lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out'
  AND NOT (
    lowerUTF8(TRIM(COALESCE("type", ''))) IN ('visit', 'open', 'click', 'view')
  )
GROUP BY
  "customer_id",
  "channel"
ORDER BY
  "customer_id",
  "channel"
