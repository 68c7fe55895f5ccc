SELECT
  "histories"."n" AS "n",
  "histories"."customer_id" AS "customer_id",
  "histories"."first_order" AS "first_order",
  "histories"."first_margin" AS "first_margin",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."referred_by" AS "referred_by",
  "customers"."country" AS "country"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
