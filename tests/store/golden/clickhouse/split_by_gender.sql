SELECT
  "n",
  "customer_id",
  "gender" AS "level"
FROM "customer_facts"
