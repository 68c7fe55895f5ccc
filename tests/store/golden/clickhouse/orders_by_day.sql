SELECT
  CAST(DATE_DIFF(DAY, "day", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "ago",
  COUNT(*) AS "orders"
FROM "occasions"
GROUP BY
  "day"
ORDER BY
  "day"
