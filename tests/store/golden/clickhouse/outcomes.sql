SELECT
  "past".*,
  CAST(COALESCE("later"."orders", 0) AS Nullable(Int64)) AS "actual_orders",
  CAST(COALESCE("later"."margin", 0) AS Nullable(Float64)) AS "actual_margin"
FROM "past"
LEFT JOIN (
  SELECT
    "customer_id",
    SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS "orders",
    SUM("margin") AS "margin"
  FROM "day_totals"
  WHERE
    "day" > CAST('2023-12-31' AS Date32) AND "day" <= CAST('2024-12-31' AS Date32)
  GROUP BY
    "customer_id"
) AS "later"
  ON "later"."customer_id" = "past"."customer_id"
ORDER BY
  "past"."n"
