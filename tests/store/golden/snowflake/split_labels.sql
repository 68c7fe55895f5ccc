SELECT
  "histories"."n",
  "attributes"."name",
  "attributes"."label"
FROM "histories"
JOIN "attributes"
  ON "attributes"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
