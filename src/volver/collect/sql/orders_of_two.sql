-- Order numbers that more than one customer has.
SELECT COUNT(*)
FROM (
  SELECT order_id
  FROM typed_rows
  WHERE broken IS NULL AND order_id IS NOT NULL
  GROUP BY order_id
  HAVING MIN(customer_id) <> MAX(customer_id)
)
