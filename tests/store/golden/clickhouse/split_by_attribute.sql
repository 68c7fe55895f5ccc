SELECT
  "customer_facts"."n" AS "n",
  "customer_facts"."customer_id" AS "customer_id",
  "attribute_levels"."level" AS "level"
FROM "customer_facts"
LEFT JOIN "attribute_levels"
  ON "attribute_levels"."customer_id" = "customer_facts"."customer_id"
