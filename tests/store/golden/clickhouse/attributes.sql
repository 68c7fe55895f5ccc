SELECT
  "histories"."n" AS "n",
  "customer_attributes"."attributes" AS "attributes"
FROM "histories"
LEFT JOIN "customer_attributes"
  ON "customer_attributes"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
