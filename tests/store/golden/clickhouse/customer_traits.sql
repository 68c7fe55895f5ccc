SELECT
  "histories"."n" AS "n",
  "customers"."first_contact" AS "first_contact",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."referred_by" AS "referred_by",
  "customers"."country" AS "country",
  "customers"."gender" AS "gender",
  "customers"."birth_year" AS "birth_year"
FROM "customers"
JOIN "histories"
  ON "histories"."customer_id" = "customers"."customer_id"
