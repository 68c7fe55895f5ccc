SELECT
  CAST(DATEDIFF(DAY, "day", CAST('2024-12-31' AS DATE)) AS BIGINT) AS "ago",
  COUNT(*) AS "orders"
FROM "occasions"
GROUP BY
  "day"
ORDER BY
  "day"
