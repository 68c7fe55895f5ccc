SELECT
  histories.n,
  CAST(CAST(DATEDIFF(MAX(histories.last_order), MAX(occasions.day)) AS BIGINT) AS BIGINT) AS days
FROM histories
JOIN occasions
  ON occasions.customer_id = histories.customer_id
  AND occasions.day < histories.last_order
GROUP BY
  histories.n
ORDER BY
  histories.n NULLS LAST
