SELECT
  "histories"."n",
  "histories"."customer_id",
  CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER) AS "first_month",
  "customers"."channel",
  "customers"."campaign",
  "customers"."country",
  "customers"."gender",
  "customers"."birth_year"
FROM "histories"
LEFT JOIN "customers"
  ON "customers"."customer_id" = "histories"."customer_id"
UNION ALL
SELECT
  CAST(NULL AS INTEGER) AS "n",
  "customers"."customer_id",
  CAST(NULL AS INTEGER) AS "first_month",
  "customers"."channel",
  "customers"."campaign",
  "customers"."country",
  "customers"."gender",
  "customers"."birth_year"
FROM "customers"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "customers"."customer_id"
WHERE
  "histories"."n" IS NULL
