WITH "buyers" AS (
  SELECT
    "customer_id",
    MIN(CASE WHEN "orders" > 0 THEN "day" END) AS "first_order",
    MAX(CASE WHEN "orders" > 0 THEN "day" END) AS "last_order",
    SUM("orders") AS "orders",
    SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS "occasions",
    argMin(
      CASE WHEN "orders" > 0 THEN "occasion_margin" END,
      CASE WHEN "orders" > 0 THEN "day" END
    ) AS "first_margin",
    SUM("margin") AS "margin"
  FROM "day_totals"
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
  CAST(CASE WHEN "occasions" > 1 THEN "first_margin" ELSE "margin" END AS Nullable(Float64)) AS "first_margin"
FROM "buyers"
WHERE
  "occasions" > 0
