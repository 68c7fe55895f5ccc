SELECT
  "found"."period" AS "period",
  SUM("cost") AS "cost",
  SUM("margin") - SUM("cost") AS "profit",
  COUNT(*) AS "rows"
FROM (
  SELECT
    "earned"."n" AS "n",
    "periods"."period" AS "period",
    "earned"."margin" AS "margin",
    "earned"."cost" AS "cost"
  FROM (
    SELECT
      "n",
      "month",
      "margin",
      CAST(0 AS Nullable(Decimal(18, 4))) AS "cost"
    FROM "customer_months"
    UNION ALL
    SELECT
      "n",
      "month",
      CAST(0 AS Nullable(Decimal(18, 4))) AS "margin",
      "cost"
    FROM "service_months"
  ) AS "earned"
  JOIN "periods"
    ON "periods"."month" = "earned"."month"
) AS "found"
GROUP BY
  "found"."period"
