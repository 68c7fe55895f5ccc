SELECT
  "histories"."customer_id" AS "customer_id"
FROM "histories"
ORDER BY
  "histories"."n"
