SELECT
  "n",
  "customer_id",
  "country" AS "level"
FROM "customer_facts"
