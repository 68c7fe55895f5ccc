SELECT
  "past".*,
  CAST(COALESCE("later"."orders", 0) AS BIGINT) AS "actual_orders",
  CAST(COALESCE("later"."margin", 0) AS DOUBLE) AS "actual_margin"
FROM "past"
LEFT JOIN (
  SELECT
    "customer_id",
    SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS "orders",
    SUM("margin") AS "margin"
  FROM "day_totals"
  WHERE
    "day" > CAST('2023-12-31' AS DATE) AND "day" <= CAST('2024-12-31' AS DATE)
  GROUP BY
    "customer_id"
) AS "later"
  ON "later"."customer_id" = "past"."customer_id"
ORDER BY
  "past"."n"
