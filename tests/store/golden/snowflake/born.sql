SELECT
  CAST(DATEDIFF(DAY, "first_order", CAST('2024-12-31' AS DATE)) AS BIGINT) AS "ago",
  CAST(COUNT(*) AS BIGINT) AS "times"
FROM "histories"
WHERE
  "first_order" <= CAST('2023-12-31' AS DATE)
GROUP BY
  DATEDIFF(DAY, "first_order", CAST('2024-12-31' AS DATE))
ORDER BY
  "ago"
