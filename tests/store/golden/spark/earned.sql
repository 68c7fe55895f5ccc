SELECT
  histories.n,
  CAST(SUM(net_orders.margin) AS DOUBLE) AS margin
FROM net_orders
JOIN histories
  ON histories.customer_id = net_orders.customer_id
WHERE
  net_orders.day > CAST('2023-12-31' AS DATE)
GROUP BY
  histories.n
ORDER BY
  histories.n NULLS LAST
