SELECT
  CAST(SUM("revenue" - "cost") AS DOUBLE) / NULLIF(CAST(SUM("revenue") AS DOUBLE), 0) AS "rate"
FROM "costed_lines"
WHERE
  "day" <= CAST('2024-12-31' AS DATE) AND NOT "cost" IS NULL
