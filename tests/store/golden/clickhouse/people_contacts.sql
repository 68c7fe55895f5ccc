SELECT
  COALESCE("histories"."n", -1) AS "n",
  "customers"."customer_id" AS "customer_id",
  COALESCE("customers"."first_contact", CAST('9999-12-31' AS Date32)) AS "day"
FROM "customers"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "customers"."customer_id"
