SELECT
  "customer_id",
  "day",
  LOWER(TRIM(BOTH ' ' FROM COALESCE("outcome", ''))) AS "outcome",
  CASE
    WHEN LOWER(TRIM(BOTH ' ' FROM COALESCE("direction", ''))) = 'out'
    THEN 1
    ELSE 0
  END AS "is_ours",
  CASE WHEN "is_complaint" AND "resolved_day" IS NULL THEN 1 ELSE 0 END AS "is_open"
FROM "interactions"
WHERE
  NOT "customer_id" IS NULL
  AND (
    (
      LOWER(TRIM(BOTH ' ' FROM COALESCE("direction", ''))) = 'out'
      AND "day" > CAST('2024-02-01' AS DATE)
    )
    OR (
      "is_complaint" AND "resolved_day" IS NULL
    )
  )
ORDER BY
  "customer_id",
  "day",
  "interaction_id"
