SELECT
  "found"."period" AS "period",
  COALESCE("split_codes"."code", -1) AS "level",
  COUNT(*) AS "baskets",
  quantileExactInclusive(CAST("revenue" AS Nullable(Float64))) AS "middle",
  quantileExactInclusive(CAST("gross_revenue" AS Nullable(Float64))) AS "gross_middle"
FROM (
  SELECT
    "order_rows"."n" AS "n",
    "periods"."period" AS "period",
    "order_rows"."gross_revenue" AS "gross_revenue",
    "order_rows"."revenue" AS "revenue"
  FROM "order_rows"
  JOIN "periods"
    ON "periods"."month" = "order_rows"."month"
) AS "found"
LEFT JOIN "split_codes"
  ON "split_codes"."n" = "found"."n"
GROUP BY
  "found"."period",
  COALESCE("split_codes"."code", -1)
