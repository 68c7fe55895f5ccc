-- Orders of earlier loads that come again: repeats if every line is the same, else conflicts.
WITH coming AS (
  SELECT
    n, line, order_id, customer_id,
    hash(ordered_at, /* product */, revenue) AS content
  FROM typed_rows
  WHERE broken IS NULL AND revenue >= 0
    AND order_id IN (SELECT order_id FROM order_lines WHERE NOT is_refund)
    AND n NOT IN (SELECT n FROM marks)
), coming_orders AS (
  SELECT order_id, customer_id, COUNT(*) AS times, SUM(content) AS content
  FROM coming
  GROUP BY order_id, customer_id
), known_orders AS (
  SELECT
    order_id, customer_id, COUNT(*) AS times,
    SUM(hash(ordered_at, /* product */, revenue)) AS content
  FROM order_lines
  WHERE NOT is_refund AND order_id IN (SELECT order_id FROM coming)
  GROUP BY order_id, customer_id
), judged AS (
  SELECT
    coming_orders.order_id, coming_orders.customer_id,
    CASE WHEN known_orders.times = coming_orders.times
      AND known_orders.content = coming_orders.content
      THEN 'repeat' ELSE 'order_conflict:order'
    END AS rule
  FROM coming_orders
  JOIN known_orders
    ON known_orders.order_id = coming_orders.order_id
    AND known_orders.customer_id IS NOT DISTINCT FROM coming_orders.customer_id
)
SELECT coming.n, coming.line, judged.rule
FROM coming
JOIN judged
  ON judged.order_id = coming.order_id
  AND judged.customer_id IS NOT DISTINCT FROM coming.customer_id
