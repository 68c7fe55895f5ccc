SELECT
  CAST(SUM("revenue" - "cost") AS Nullable(Float64)) / nullIf(CAST(SUM("revenue") AS Nullable(Float64)), 0) AS "rate"
FROM "costed_lines"
WHERE
  "day" <= CAST('2024-12-31' AS Date32) AND NOT (
    "cost" IS NULL
  )
