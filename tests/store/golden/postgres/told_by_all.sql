SELECT
  customer_id,
  day,
  LOWER(TRIM(COALESCE(outcome, '')) COLLATE "und-x-icu") AS outcome,
  CASE
    WHEN LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
    THEN 1
    ELSE 0
  END AS is_ours,
  CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END AS is_open
FROM interactions
WHERE
  NOT customer_id IS NULL
  AND (
    (
      LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
      AND day > CAST('2024-02-01' AS DATE)
    )
    OR (
      is_complaint AND resolved_day IS NULL
    )
  )
ORDER BY
  customer_id COLLATE "C",
  day,
  interaction_id COLLATE "C"
