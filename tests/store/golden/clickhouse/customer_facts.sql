SELECT
  "histories"."n" AS "n",
  "histories"."customer_id" AS "customer_id",
  CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) AS "first_month",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."country" AS "country",
  "customers"."gender" AS "gender",
  "customers"."birth_year" AS "birth_year"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
UNION ALL
SELECT
  CAST(NULL AS Nullable(Int32)) AS "n",
  "customers"."customer_id" AS "customer_id",
  CAST(NULL AS Nullable(Int32)) AS "first_month",
  "customers"."channel" AS "channel",
  "customers"."campaign" AS "campaign",
  "customers"."country" AS "country",
  "customers"."gender" AS "gender",
  "customers"."birth_year" AS "birth_year"
FROM "customers"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "customers"."customer_id"
WHERE
  "histories"."n" IS NULL
