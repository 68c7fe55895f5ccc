WITH "repeats" AS (
  SELECT
    "customer_id",
    COUNT(*) - 1 AS "orders",
    SUM("margin") - argMin("margin", "day") AS "total",
    SUM(CAST("margin" AS Nullable(Decimal(19, 4))) * "margin") - argMin((
      CAST("margin" AS Nullable(Decimal(19, 4))) * "margin"
    ), "day") AS "squared"
  FROM "occasions"
  GROUP BY
    "customer_id"
)
SELECT
  CAST("repeats"."orders" AS Nullable(Int64)) AS "orders",
  CAST("repeats"."total" AS Nullable(Float64)) AS "total",
  CAST("repeats"."squared" AS Nullable(Float64)) AS "squared"
FROM "histories"
JOIN "repeats"
  ON "repeats"."customer_id" = "histories"."customer_id"
ORDER BY
  "n"
