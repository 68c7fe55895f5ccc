SELECT
  "customer_id"
FROM "interactions"
WHERE
  "direction" = 'out' AND "day" > CAST('2024-02-01' AS Date32)
