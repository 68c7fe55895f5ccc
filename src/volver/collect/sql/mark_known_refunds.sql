-- Refunds that an earlier load already has, line for line: two exports that overlap.
WITH known AS (
  SELECT
    order_id, customer_id, ordered_at, hash(/* product */, revenue) AS content, COUNT(*) AS times
  FROM order_lines
  WHERE is_refund AND order_id IS NOT NULL
  GROUP BY order_id, customer_id, ordered_at, content
), coming AS (
  SELECT
    n, line, order_id, customer_id, ordered_at, hash(/* product */, revenue) AS content,
    ROW_NUMBER() OVER (
      PARTITION BY order_id, customer_id, ordered_at, hash(/* product */, revenue) ORDER BY n
    ) AS place
  FROM typed_rows
  WHERE broken IS NULL AND revenue < 0 AND order_id IS NOT NULL
    AND n NOT IN (SELECT n FROM marks)
)
SELECT coming.n, coming.line, 'repeat'
FROM coming
JOIN known
  ON known.order_id = coming.order_id
  AND known.customer_id IS NOT DISTINCT FROM coming.customer_id
  AND known.ordered_at = coming.ordered_at
  AND known.content = coming.content
  AND coming.place <= known.times
