WITH "repeats" AS (
  SELECT
    "customer_id",
    COUNT(*) - 1 AS "orders",
    SUM("margin") - MIN_BY("margin", "day") AS "total",
    SUM(CAST("margin" AS DECIMAL(19, 4)) * "margin") - MIN_BY((
      CAST("margin" AS DECIMAL(19, 4)) * "margin"
    ), "day") AS "squared"
  FROM "occasions"
  GROUP BY
    "customer_id"
)
SELECT
  CAST("repeats"."orders" AS BIGINT) AS "orders",
  CAST("repeats"."total" AS DOUBLE) AS "total",
  CAST("repeats"."squared" AS DOUBLE) AS "squared"
FROM "histories"
JOIN "repeats"
  ON "repeats"."customer_id" = "histories"."customer_id"
ORDER BY
  "n"
