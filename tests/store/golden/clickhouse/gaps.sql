WITH "placed" AS (
  SELECT
    "customer_id",
    "day",
    ROW_NUMBER() OVER (PARTITION BY "customer_id" ORDER BY "day") AS "place"
  FROM "occasions"
)
SELECT
  CAST(DATE_DIFF(DAY, "earlier"."day", "later"."day") AS Nullable(Int64)) AS "days",
  CAST(COUNT(*) AS Nullable(Int64)) AS "times"
FROM "placed" AS "later"
JOIN "placed" AS "earlier"
  ON "earlier"."customer_id" = "later"."customer_id"
  AND "earlier"."place" = "later"."place" - 1
GROUP BY
  DATE_DIFF(DAY, "earlier"."day", "later"."day")
ORDER BY
  "days"
