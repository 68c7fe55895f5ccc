SELECT
  "found"."period",
  COALESCE("split_codes"."code", -1) AS "level",
  COUNT(*) AS "baskets",
  (
    CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(ARRAY_AGG(CAST("revenue" AS DOUBLE)) FILTER(WHERE
        NOT "revenue" IS NULL)),
      (
        COUNT("revenue") + 1
      ) / 2
    ) + CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(ARRAY_AGG(CAST("revenue" AS DOUBLE)) FILTER(WHERE
        NOT "revenue" IS NULL)),
      COUNT("revenue") / 2 + 1
    )
  ) AS "middle",
  (
    CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(
        ARRAY_AGG(CAST("gross_revenue" AS DOUBLE)) FILTER(WHERE
          NOT "gross_revenue" IS NULL)
      ),
      (
        COUNT("gross_revenue") + 1
      ) / 2
    ) + CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(
        ARRAY_AGG(CAST("gross_revenue" AS DOUBLE)) FILTER(WHERE
          NOT "gross_revenue" IS NULL)
      ),
      COUNT("gross_revenue") / 2 + 1
    )
  ) AS "gross_middle"
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
LEFT JOIN "split_codes"
  ON "split_codes"."n" = "found"."n"
GROUP BY
  "found"."period",
  COALESCE("split_codes"."code", -1)
