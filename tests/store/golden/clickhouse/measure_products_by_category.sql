SELECT
  "found"."period" AS "period",
  "found"."category" AS "level",
  SUM("lines") AS "lines",
  SUM("revenue") AS "revenue",
  SUM("margin") AS "margin",
  SUM("gross_revenue") - SUM("revenue") AS "refunds",
  SUM("gross_revenue") AS "gross_revenue",
  COUNT(*) AS "rows"
FROM (
  SELECT
    "periods"."period" AS "period",
    "product_months"."product_id" AS "product_id",
    "product_months"."category" AS "category",
    "product_months"."lines" AS "lines",
    "product_months"."gross_revenue" AS "gross_revenue",
    "product_months"."revenue" AS "revenue",
    "product_months"."margin" AS "margin"
  FROM "product_months"
  JOIN "periods"
    ON "periods"."month" = "product_months"."month"
) AS "found"
GROUP BY
  "found"."period",
  "found"."category"
