SELECT
  "n",
  "customer_id"
FROM "histories"
WHERE
  "n" >= 0 AND "n" <= 4999
ORDER BY
  "n"
