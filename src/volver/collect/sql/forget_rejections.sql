DELETE FROM rejections
WHERE rule = 'refund_of_unknown_order'
  AND EXISTS (
    SELECT 1
    FROM refunds_waiting
    WHERE refunds_waiting.load_id = rejections.load_id
      AND refunds_waiting.line = rejections.line
      AND refunds_waiting.refund_of IN (SELECT order_id FROM order_lines WHERE NOT is_refund)
  )
