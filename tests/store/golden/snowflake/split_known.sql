SELECT
  "histories"."n",
  "customers"."channel",
  "customers"."campaign",
  "customers"."country",
  "customers"."gender"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
