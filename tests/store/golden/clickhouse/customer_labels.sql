SELECT
  "histories"."n" AS "n",
  "attributes"."name" AS "name",
  "attributes"."label" AS "label",
  "attributes"."number" AS "number"
FROM "attributes"
JOIN "histories"
  ON "histories"."customer_id" = "attributes"."customer_id"
