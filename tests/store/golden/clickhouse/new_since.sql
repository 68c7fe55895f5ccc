SELECT
  COUNT(*)
FROM "histories"
WHERE
  "first_order" >= CAST('2024-02-01' AS Date32)
