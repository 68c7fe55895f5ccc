SELECT
  "histories"."n" AS "n",
  "attributes"."name" AS "name",
  "attributes"."label" AS "label"
FROM "attributes"
JOIN "histories"
  ON "histories"."customer_id" = "attributes"."customer_id"
ORDER BY
  "histories"."n",
  "attributes"."name"
