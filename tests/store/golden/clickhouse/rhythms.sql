WITH "placed" AS (
  SELECT
    "customer_id",
    "day",
    ROW_NUMBER() OVER (PARTITION BY "customer_id" ORDER BY "day") AS "place"
  FROM "occasions"
), "gaps" AS (
  SELECT
    "later"."customer_id" AS "customer_id",
    CAST(DATE_DIFF(DAY, "earlier"."day", "later"."day") AS Nullable(Int64)) AS "days"
  FROM "placed" AS "later"
  JOIN "placed" AS "earlier"
    ON "earlier"."customer_id" = "later"."customer_id"
    AND "earlier"."place" = "later"."place" - 1
), "waits" AS (
  SELECT
    "customer_id",
    CAST(COUNT(*) AS Nullable(Int64)) AS "times",
    CAST(SUM("days") AS Nullable(Int64)) AS "total",
    CAST(SUM("days" * "days") AS Nullable(Int64)) AS "squares"
  FROM "gaps"
  GROUP BY
    "customer_id"
)
SELECT
  "times",
  "total",
  "squares",
  CAST(COUNT(*) AS Nullable(Int64)) AS "customers"
FROM "waits"
WHERE
  "times" >= 4
GROUP BY
  "times",
  "total",
  "squares"
ORDER BY
  "times",
  "total",
  "squares"
