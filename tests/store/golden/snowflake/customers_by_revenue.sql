SELECT
  COALESCE(CAST("customer_list"."revenue" AS DOUBLE), 4999) AS "sorted_by",
  "customer_list"."n"
FROM "customer_list"
ORDER BY
  "sorted_by" DESC NULLS LAST,
  "customer_list"."n"
LIMIT 20
