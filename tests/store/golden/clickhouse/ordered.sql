SELECT
  CAST(DATE_DIFF(DAY, "day", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "ago"
FROM "occasions"
WHERE
  "customer_id" = 'O''Neill'
ORDER BY
  "ago"
