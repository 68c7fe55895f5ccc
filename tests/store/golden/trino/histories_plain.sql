WITH "buyers" AS (
  SELECT
    "customer_id",
    MIN("day") AS "first_order",
    MAX("day") AS "last_order",
    SUM("orders") AS "orders",
    COUNT(*) AS "occasions",
    MIN_BY("margin", "day") AS "first_margin",
    SUM("margin") AS "margin"
  FROM "occasions"
  GROUP BY
    "customer_id"
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY "customer_id") - 1 AS INTEGER) AS "n",
  "customer_id",
  "first_order",
  "last_order",
  CAST("orders" AS BIGINT) AS "orders",
  CAST("occasions" - 1 AS BIGINT) AS "repeat_count",
  CAST(DATE_DIFF('DAY', "first_order", "last_order") AS BIGINT) AS "first_to_last",
  CAST(DATE_DIFF('DAY', "first_order", CAST('2024-12-31' AS DATE)) AS BIGINT) AS "age",
  CAST("margin" AS DECIMAL(18, 4)) AS "margin_to_date",
  CASE
    WHEN "occasions" > 1
    THEN CAST("margin" - "first_margin" AS DOUBLE) / (
      "occasions" - 1
    )
  END AS "mean_repeat_margin",
  CAST("first_margin" AS DOUBLE) AS "first_margin"
FROM "buyers"
