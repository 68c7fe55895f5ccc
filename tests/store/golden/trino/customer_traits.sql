SELECT
  "histories"."n",
  "customers"."first_contact",
  "customers"."channel",
  "customers"."campaign",
  "customers"."referred_by",
  "customers"."country",
  "customers"."gender",
  "customers"."birth_year"
FROM "customers"
JOIN "histories"
  ON "histories"."customer_id" = "customers"."customer_id"
