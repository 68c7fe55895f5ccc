SELECT
  "customer_id",
  "day",
  lowerUTF8(TRIM(COALESCE("outcome", ''))) AS "outcome",
  CASE WHEN lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out' THEN 1 ELSE 0 END AS "is_ours",
  CASE WHEN "is_complaint" AND "resolved_day" IS NULL THEN 1 ELSE 0 END AS "is_open"
FROM "interactions"
WHERE
  NOT (
    "customer_id" IS NULL
  )
  AND (
    (
      lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out'
      AND "day" > CAST('2024-02-01' AS Date32)
    )
    OR (
      "is_complaint" AND "resolved_day" IS NULL
    )
  )
ORDER BY
  "customer_id",
  "day",
  "interaction_id"
