WITH "everybody" AS (
  SELECT
    COUNT(*) AS "customers"
  FROM "customers"
)
SELECT
  "attributes"."name" AS "name",
  "everybody"."customers" - COUNT("customers"."customer_id") AS "missing",
  "everybody"."customers" AS "customers"
FROM "attributes"
JOIN "customers"
  ON "customers"."customer_id" = "attributes"."customer_id"
CROSS JOIN "everybody"
GROUP BY
  "attributes"."name",
  "everybody"."customers"
ORDER BY
  "attributes"."name"
