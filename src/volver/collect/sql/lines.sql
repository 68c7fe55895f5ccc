-- Typed rows as order lines.
SELECT
  CAST(/* load_id */ AS INTEGER) AS load_id,
  line,
  /* order_id */ AS order_id,
  customer_id, ordered_at, day,
  /* product_id */ AS product_id,
  /* category */ AS category,
  revenue,
  /* cost */ AS cost,
  revenue < 0 AS is_refund,
  /* refund_of */ AS refund_of,
  /* attributes */ AS attributes,
  /* quantity */ AS quantity,
  CASE WHEN revenue < 0 THEN /* goods_back */ END AS goods_back
FROM typed_rows
WHERE /* chosen */
