WITH "placed" AS (
  SELECT
    "customer_id",
    "day",
    "margin",
    DATE_DIFF(DAY, "day", CAST('2024-12-31' AS Date32)) AS "ago",
    ROW_NUMBER() OVER (PARTITION BY "customer_id" ORDER BY "day") AS "place"
  FROM "occasions"
), "traces" AS (
  SELECT
    "later"."customer_id" AS "customer_id",
    SUM(CASE WHEN "later"."ago" < 30 THEN 1 ELSE 0 END) AS "orders_30",
    SUM(CASE WHEN "later"."ago" < 90 THEN 1 ELSE 0 END) AS "orders_90",
    SUM(CASE WHEN "later"."ago" < 180 THEN 1 ELSE 0 END) AS "orders_180",
    SUM(CASE WHEN "later"."ago" < 365 THEN 1 ELSE 0 END) AS "orders_365",
    SUM(CASE WHEN "later"."ago" < 30 THEN "later"."margin" ELSE 0 END) AS "margin_30",
    SUM(CASE WHEN "later"."ago" < 90 THEN "later"."margin" ELSE 0 END) AS "margin_90",
    SUM(CASE WHEN "later"."ago" < 180 THEN "later"."margin" ELSE 0 END) AS "margin_180",
    SUM(CASE WHEN "later"."ago" < 365 THEN "later"."margin" ELSE 0 END) AS "margin_365",
    SUM((
      "earlier"."ago" - "later"."ago"
    ) * (
      "earlier"."ago" - "later"."ago"
    )) AS "squared_gaps",
    SUM((
      "later"."place" - 1
    ) * (
      "earlier"."ago" - "later"."ago"
    )) AS "placed_gaps"
  FROM "placed" AS "later"
  LEFT JOIN "placed" AS "earlier"
    ON "earlier"."customer_id" = "later"."customer_id"
    AND "earlier"."place" = "later"."place" - 1
  GROUP BY
    "later"."customer_id"
)
SELECT
  CAST("traces"."orders_30" AS Nullable(Float64)) AS "orders_30",
  CAST("traces"."orders_90" AS Nullable(Float64)) AS "orders_90",
  CAST("traces"."orders_180" AS Nullable(Float64)) AS "orders_180",
  CAST("traces"."orders_365" AS Nullable(Float64)) AS "orders_365",
  CAST("traces"."margin_30" AS Nullable(Float64)) AS "margin_30",
  CAST("traces"."margin_90" AS Nullable(Float64)) AS "margin_90",
  CAST("traces"."margin_180" AS Nullable(Float64)) AS "margin_180",
  CAST("traces"."margin_365" AS Nullable(Float64)) AS "margin_365",
  CAST(COALESCE("traces"."squared_gaps", 0) AS Nullable(Float64)) AS "squared_gaps",
  CAST(COALESCE("traces"."placed_gaps", 0) AS Nullable(Float64)) AS "placed_gaps",
  CAST("last_one"."margin" AS Nullable(Float64)) AS "last_margin",
  CAST(COALESCE(DATE_DIFF(DAY, "before"."day", "last_one"."day"), 0) AS Nullable(Float64)) AS "last_gap"
FROM "histories"
JOIN "traces"
  ON "traces"."customer_id" = "histories"."customer_id"
JOIN "placed" AS "last_one"
  ON "last_one"."customer_id" = "histories"."customer_id"
  AND "last_one"."place" = "histories"."repeat_count" + 1
LEFT JOIN "placed" AS "before"
  ON "before"."customer_id" = "histories"."customer_id"
  AND "before"."place" = "histories"."repeat_count"
ORDER BY
  "histories"."n"
