WITH "buyers" AS (
  SELECT
    "customer_id",
    MIN("day") AS "first_order",
    MAX("day") AS "last_order",
    SUM("orders") AS "orders",
    COUNT(*) AS "occasions",
    argMin("margin", "day") AS "first_margin",
    SUM("margin") AS "margin"
  FROM "occasions"
  GROUP BY
    "customer_id"
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY "customer_id") - 1 AS Nullable(Int32)) AS "n",
  "customer_id",
  "first_order",
  "last_order",
  CAST("orders" AS Nullable(Int64)) AS "orders",
  CAST("occasions" - 1 AS Nullable(Int64)) AS "repeat_count",
  CAST(DATE_DIFF(DAY, "first_order", "last_order") AS Nullable(Int64)) AS "first_to_last",
  CAST(DATE_DIFF(DAY, "first_order", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "age",
  CAST("margin" AS Nullable(Decimal(18, 4))) AS "margin_to_date",
  CASE
    WHEN "occasions" > 1
    THEN CAST("margin" - "first_margin" AS Nullable(Float64)) / (
      "occasions" - 1
    )
  END AS "mean_repeat_margin",
  CAST("first_margin" AS Nullable(Float64)) AS "first_margin"
FROM "buyers"
