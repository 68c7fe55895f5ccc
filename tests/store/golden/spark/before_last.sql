SELECT
  histories.n,
  CAST(CAST(DATEDIFF(MAX(histories.last_order), MAX(customer_days.day)) AS BIGINT) AS BIGINT) AS days
FROM histories
JOIN customer_days
  ON customer_days.n = histories.n AND customer_days.day < histories.last_order
WHERE
  customer_days.orders > 0
GROUP BY
  histories.n
