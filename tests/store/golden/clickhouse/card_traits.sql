SELECT
  "customer_traits"."first_contact" AS "first_contact",
  "customer_traits"."channel" AS "channel",
  "customer_traits"."campaign" AS "campaign",
  "customer_traits"."referred_by" AS "referred_by",
  "customer_traits"."country" AS "country",
  "customer_traits"."gender" AS "gender",
  "customer_traits"."birth_year" AS "birth_year"
FROM "customer_traits"
JOIN "customer_list"
  ON "customer_list"."n" = "customer_traits"."n"
WHERE
  "customer_list"."customer_id" = 'O''Neill'
