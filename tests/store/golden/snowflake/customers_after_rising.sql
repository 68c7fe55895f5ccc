SELECT
  COALESCE(CAST("customer_list"."value" AS DOUBLE), 4999) AS "sorted_by",
  "customer_list"."n"
FROM "customer_list"
WHERE
  COALESCE(CAST("customer_list"."value" AS DOUBLE), 4999) >= CAST('1.5' AS DOUBLE)
  AND (
    COALESCE(CAST("customer_list"."value" AS DOUBLE), 4999) > CAST('1.5' AS DOUBLE)
    OR (
      COALESCE(CAST("customer_list"."value" AS DOUBLE), 4999) = CAST('1.5' AS DOUBLE)
      AND "customer_list"."n" > 0
    )
  )
ORDER BY
  "sorted_by",
  "customer_list"."n"
LIMIT 20
