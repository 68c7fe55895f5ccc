SELECT
  "n",
  "customer_id",
  "campaign" AS "level"
FROM "customer_facts"
