SELECT
  "histories"."n" AS "n",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."country" AS "country",
  "customers"."gender" AS "gender",
  CASE WHEN "customers"."referred_by" IS NULL THEN NULL ELSE 'yes' END AS "referred",
  COALESCE("customers"."birth_year", 0) AS "birth_year"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
