-- Where a row is an order: all rows of a number that comes twice with different contents.
WITH single AS (
  SELECT n, line, order_id, customer_id
  FROM typed_rows
  WHERE broken IS NULL AND revenue >= 0 AND order_id IS NOT NULL
    AND n NOT IN (SELECT n FROM marks)
), conflicting AS (
  SELECT order_id, customer_id FROM single GROUP BY order_id, customer_id HAVING COUNT(*) > 1
)
SELECT single.n, single.line, 'order_conflict:order'
FROM single
JOIN conflicting
  ON conflicting.order_id = single.order_id
  AND conflicting.customer_id IS NOT DISTINCT FROM single.customer_id
