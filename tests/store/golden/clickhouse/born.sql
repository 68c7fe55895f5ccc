SELECT
  CAST(DATE_DIFF(DAY, "first_order", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "ago",
  CAST(COUNT(*) AS Nullable(Int64)) AS "times"
FROM "histories"
WHERE
  "first_order" <= CAST('2023-12-31' AS Date32)
GROUP BY
  DATE_DIFF(DAY, "first_order", CAST('2024-12-31' AS Date32))
ORDER BY
  "ago"
