SELECT
  "histories"."n" AS "n",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."country" AS "country",
  "customers"."gender" AS "gender"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
