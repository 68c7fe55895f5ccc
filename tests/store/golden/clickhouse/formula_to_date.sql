SELECT
  COUNT(*),
  SUM("margin_to_date")
FROM "histories"
