SELECT
  CAST(DATE_DIFF(DAY, "occasions"."day", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "ago",
  CAST(COUNT(*) AS Nullable(Int64)) AS "times"
FROM "occasions"
JOIN "histories"
  ON "histories"."customer_id" = "occasions"."customer_id"
WHERE
  "histories"."first_order" <= CAST('2023-12-31' AS Date32)
  AND "occasions"."day" > "histories"."first_order"
GROUP BY
  DATE_DIFF(DAY, "occasions"."day", CAST('2024-12-31' AS Date32))
ORDER BY
  "ago"
