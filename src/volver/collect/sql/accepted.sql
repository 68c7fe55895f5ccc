-- The rows that broke no rule, as order lines.
SELECT
  CAST(/* load_id */ AS INTEGER) AS load_id,
  line, order_id, customer_id, ordered_at, day, product_id, category, revenue, cost,
  is_refund, refund_of
FROM typed_rows
WHERE rule IS NULL
