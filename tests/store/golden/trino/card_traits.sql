SELECT
  "customer_traits"."first_contact",
  "customer_traits"."channel",
  "customer_traits"."campaign",
  "customer_traits"."referred_by",
  "customer_traits"."country",
  "customer_traits"."gender",
  "customer_traits"."birth_year"
FROM "customer_traits"
JOIN "customer_list"
  ON "customer_list"."n" = "customer_traits"."n"
WHERE
  "customer_list"."customer_id" = 'O''Neill'
