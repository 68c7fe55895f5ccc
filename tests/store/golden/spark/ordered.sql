SELECT
  CAST(DATEDIFF(CAST('2024-12-31' AS DATE), day) AS BIGINT) AS ago
FROM occasions
WHERE
  customer_id = 'O\'Neill'
ORDER BY
  ago NULLS LAST
