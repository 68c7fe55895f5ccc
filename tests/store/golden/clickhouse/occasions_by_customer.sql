SELECT
  "histories"."n" AS "n",
  "occasions"."day" AS "day"
FROM "occasions"
JOIN "histories"
  ON "histories"."customer_id" = "occasions"."customer_id"
ORDER BY
  "histories"."n",
  "occasions"."day"
