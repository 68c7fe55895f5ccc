WITH "bought" AS (
  SELECT
    "customer_id",
    "product_id",
    CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) AS "month",
    SUM("times") AS "times",
    SUM("margin") AS "margin"
  FROM "product_lines"
  WHERE
    NOT "is_refund"
    AND NOT "product_id" = ''
    AND CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) >= 24280
    AND CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) <= 24300
  GROUP BY
    "customer_id",
    "product_id",
    CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT)
)
SELECT
  "product_id",
  "month",
  COUNT(*) AS "customers",
  CAST(SUM("times") AS BIGINT) AS "times",
  CAST(SUM("times" * "times") AS BIGINT) AS "squared_times",
  CAST(SUM("margin") AS DOUBLE) AS "margin",
  CAST(SUM("margin" * "margin") AS DOUBLE) AS "squared_margin"
FROM "bought"
GROUP BY
  "product_id",
  "month"
ORDER BY
  COLLATE("product_id", 'utf8'),
  "month"
