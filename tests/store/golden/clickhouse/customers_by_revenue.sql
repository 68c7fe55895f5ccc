SELECT
  COALESCE(CAST("customer_list"."revenue" AS Nullable(Float64)), 4999) AS "sorted_by",
  "customer_list"."n" AS "n"
FROM "customer_list"
ORDER BY
  "sorted_by" DESC,
  "customer_list"."n"
LIMIT 20
