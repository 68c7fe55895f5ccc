SELECT
  day,
  LOWER(TRIM(COALESCE(outcome, '')) COLLATE "und-x-icu") AS outcome,
  product_id,
  CASE
    WHEN LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
    THEN 1
    ELSE 0
  END AS is_ours,
  CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END AS is_open
FROM interactions
WHERE
  customer_id = 'O''Neill'
ORDER BY
  day,
  interaction_id COLLATE "C"
