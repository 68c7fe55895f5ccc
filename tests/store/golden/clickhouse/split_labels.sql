SELECT
  "histories"."n" AS "n",
  "attributes"."name" AS "name",
  "attributes"."label" AS "label"
FROM "histories"
JOIN "attributes"
  ON "attributes"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
