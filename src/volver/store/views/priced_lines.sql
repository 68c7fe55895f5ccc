-- What a line earned, by the basis of the snapshot. One row per accepted line of a known customer.
SELECT
  load_id, line, order_id, customer_id, ordered_at, day, product_id, category, is_refund,
  refund_of,
  revenue,
  /* margin */ AS margin
FROM costed_lines
WHERE day <= $as_of AND customer_id IS NOT NULL
