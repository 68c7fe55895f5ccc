SELECT
  "found"."period",
  COUNT(*) AS "baskets",
  CAST(MEDIAN(CAST("revenue" AS DOUBLE)) AS DOUBLE) AS "middle",
  CAST(MEDIAN(CAST("gross_revenue" AS DOUBLE)) AS DOUBLE) AS "gross_middle"
FROM (
  SELECT
    "order_rows"."n",
    "periods"."period",
    "order_rows"."gross_revenue",
    "order_rows"."revenue"
  FROM "order_rows"
  JOIN "periods"
    ON "periods"."month" = "order_rows"."month"
) AS "found"
GROUP BY
  "found"."period"
