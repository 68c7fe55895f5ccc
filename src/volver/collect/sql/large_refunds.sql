-- Orders of this source whose refunds are larger than the order.
SELECT COUNT(*)
FROM (
  SELECT customer_id, COALESCE(/* refund_of */, order_id) AS number
  FROM typed_rows
  WHERE broken IS NULL AND customer_id IN (
    SELECT customer_id FROM typed_rows WHERE broken IS NULL AND revenue < 0
  )
  GROUP BY customer_id, number
  HAVING SUM(revenue) < 0 AND MAX(revenue) > 0
)
