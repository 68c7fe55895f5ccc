SELECT
  "customer_id",
  "first_order"
FROM "histories"
WHERE
  "first_order" > CAST('2024-02-01' AS Date32)
ORDER BY
  "first_order" DESC,
  "n"
