-- Orders, and those of them that come on several rows; refunds are not counted.
SELECT COUNT(*) AS orders, COUNT(*) FILTER (times > 1) AS shared
FROM (
  SELECT COUNT(*) AS times
  FROM typed_rows
  WHERE broken IS NULL AND revenue >= 0 AND order_id IS NOT NULL
  GROUP BY order_id, customer_id
)
