WITH "bought" AS (
  SELECT
    "customer_id",
    "product_id",
    CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) AS "month",
    SUM("times") AS "times",
    SUM("margin") AS "margin"
  FROM "product_lines"
  WHERE
    NOT "is_refund"
    AND NOT "product_id" = ''
    AND CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) >= 24280
    AND CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) <= 24300
  GROUP BY
    "customer_id",
    "product_id",
    CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32))
)
SELECT
  "bought"."product_id" AS "product_id",
  "bought"."month" AS "month",
  COUNT(*) AS "customers",
  CAST(SUM("bought"."times") AS Nullable(Int64)) AS "times",
  CAST(SUM("bought"."times" * "bought"."times") AS Nullable(Int64)) AS "squared_times",
  CAST(SUM("bought"."times" * COALESCE("earlier"."times", 0)) AS Nullable(Int64)) AS "together",
  CAST(SUM("bought"."margin") AS Nullable(Float64)) AS "margin",
  CAST(SUM(CAST("bought"."margin" AS Nullable(Decimal(19, 4))) * "bought"."margin") AS Nullable(Float64)) AS "squared_margin"
FROM "bought"
LEFT JOIN "bought" AS "earlier"
  ON "earlier"."customer_id" = "bought"."customer_id"
  AND "earlier"."product_id" = "bought"."product_id"
  AND "earlier"."month" = "bought"."month" - 1
GROUP BY
  "bought"."product_id",
  "bought"."month"
ORDER BY
  "bought"."product_id",
  "bought"."month"
