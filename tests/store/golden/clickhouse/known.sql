SELECT
  COUNT(*),
  MIN("first_order"),
  MAX("last_order")
FROM "histories"
