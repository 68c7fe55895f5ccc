SELECT
  "histories"."n",
  "customers"."channel",
  "customers"."campaign",
  "customers"."country",
  "customers"."gender",
  CASE WHEN "customers"."referred_by" IS NULL THEN NULL ELSE 'yes' END AS "referred",
  COALESCE("customers"."birth_year", 0) AS "birth_year"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
