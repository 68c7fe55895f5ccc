INSERT INTO order_lines
SELECT *
FROM refunds_waiting
WHERE refund_of IN (SELECT order_id FROM order_lines WHERE NOT is_refund)
