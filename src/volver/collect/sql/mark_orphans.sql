-- Refunds that name an order which is neither in this source nor in an earlier load.
SELECT n, line, 'refund_of_unknown_order:refund_of'
FROM typed_rows
WHERE broken IS NULL AND revenue < 0 AND refund_of IS NOT NULL
  AND n NOT IN (SELECT n FROM marks)
  AND refund_of NOT IN (
    SELECT order_id FROM typed_rows WHERE broken IS NULL AND order_id IS NOT NULL AND revenue >= 0
  )
  AND refund_of NOT IN (
    SELECT order_id FROM (/* earlier */) AS earlier WHERE order_id IS NOT NULL
  )
