SELECT
  SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END) AS "orders",
  SUM("gross_revenue") AS "gross_revenue",
  SUM("gross_revenue") - SUM("revenue") AS "refunds",
  SUM("revenue") AS "revenue",
  SUM("margin") AS "margin",
  CAST(SUM(CASE WHEN "is_order" THEN "revenue" ELSE 0 END) AS DOUBLE) / NULLIF(SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END), 0) AS "aov",
  (
    CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(
        ARRAY_AGG(CAST(CASE WHEN "is_order" THEN "revenue" END AS DOUBLE)) FILTER(WHERE
          NOT CASE WHEN "is_order" THEN "revenue" END IS NULL)
      ),
      (
        COUNT(CASE WHEN "is_order" THEN "revenue" END) + 1
      ) / 2
    ) + CAST('0.5' AS DOUBLE) * ELEMENT_AT(
      ARRAY_SORT(
        ARRAY_AGG(CAST(CASE WHEN "is_order" THEN "revenue" END AS DOUBLE)) FILTER(WHERE
          NOT CASE WHEN "is_order" THEN "revenue" END IS NULL)
      ),
      COUNT(CASE WHEN "is_order" THEN "revenue" END) / 2 + 1
    )
  ) AS "aov_median"
FROM "net_orders"
