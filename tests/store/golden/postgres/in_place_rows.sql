SELECT
  NULLIF(CAST(source."customer_id" AS TEXT), '') AS customer_id,
  CAST(source."ordered_at" AS TIMESTAMP) AS changed
FROM order_lines AS source
