SELECT
  histories.n,
  CAST(SUM(net_orders.margin) AS DOUBLE PRECISION) AS margin
FROM histories
JOIN net_orders
  ON net_orders.customer_id = histories.customer_id
WHERE
  (
    histories.last_order - net_orders.day
  ) < 365
GROUP BY
  histories.n
ORDER BY
  histories.n
