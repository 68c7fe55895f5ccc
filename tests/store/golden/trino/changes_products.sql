WITH "bought" AS (
  SELECT
    "customer_id",
    "product_id",
    CAST(EXTRACT(YEAR FROM "day") * 12 + EXTRACT(MONTH FROM "day") - 1 AS INTEGER) AS "month",
    SUM("times") AS "times",
    SUM("margin") AS "margin"
  FROM "product_lines"
  WHERE
    NOT "is_refund"
    AND NOT "product_id" = ''
    AND CAST(EXTRACT(YEAR FROM "day") * 12 + EXTRACT(MONTH FROM "day") - 1 AS INTEGER) >= 24280
    AND CAST(EXTRACT(YEAR FROM "day") * 12 + EXTRACT(MONTH FROM "day") - 1 AS INTEGER) <= 24300
  GROUP BY
    "customer_id",
    "product_id",
    CAST(EXTRACT(YEAR FROM "day") * 12 + EXTRACT(MONTH FROM "day") - 1 AS INTEGER)
)
SELECT
  "bought"."product_id",
  "bought"."month",
  COUNT(*) AS "customers",
  CAST(SUM("bought"."times") AS BIGINT) AS "times",
  CAST(SUM("bought"."times" * "bought"."times") AS BIGINT) AS "squared_times",
  CAST(SUM("bought"."times" * COALESCE("earlier"."times", 0)) AS BIGINT) AS "together",
  CAST(SUM("bought"."margin") AS DOUBLE) AS "margin",
  CAST(SUM(CAST("bought"."margin" AS DECIMAL(19, 4)) * "bought"."margin") AS DOUBLE) AS "squared_margin"
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
