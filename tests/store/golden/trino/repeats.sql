SELECT
  CAST(DATE_DIFF('DAY', "occasions"."day", CAST('2024-12-31' AS DATE)) AS BIGINT) AS "ago",
  CAST(COUNT(*) AS BIGINT) AS "times"
FROM "occasions"
JOIN "histories"
  ON "histories"."customer_id" = "occasions"."customer_id"
WHERE
  "histories"."first_order" <= CAST('2023-12-31' AS DATE)
  AND "occasions"."day" > "histories"."first_order"
GROUP BY
  DATE_DIFF('DAY', "occasions"."day", CAST('2024-12-31' AS DATE))
ORDER BY
  "ago"
