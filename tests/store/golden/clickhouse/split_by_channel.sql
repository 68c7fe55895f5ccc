SELECT
  "n",
  "customer_id",
  "channel" AS "level"
FROM "customer_facts"
