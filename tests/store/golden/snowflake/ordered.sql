SELECT
  CAST(DATEDIFF(DAY, "day", CAST('2024-12-31' AS DATE)) AS BIGINT) AS "ago"
FROM "occasions"
WHERE
  "customer_id" = 'O\'Neill'
ORDER BY
  "ago"
