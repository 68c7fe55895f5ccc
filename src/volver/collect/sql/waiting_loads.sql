-- Loads with refunds that waited for an order which is here now, and how many of them.
SELECT load_id, COUNT(*) AS times
FROM refunds_waiting
WHERE refund_of IN (SELECT order_id FROM order_lines WHERE NOT is_refund)
GROUP BY load_id
