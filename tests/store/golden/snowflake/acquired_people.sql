SELECT
  "histories"."n",
  "histories"."customer_id",
  "histories"."first_order",
  "histories"."first_margin",
  "customers"."channel",
  "customers"."campaign",
  "customers"."referred_by",
  "customers"."country"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
ORDER BY
  "histories"."n"
