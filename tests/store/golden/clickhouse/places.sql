SELECT
  "past"."n" AS "n",
  COALESCE("histories"."n", -1) AS "place"
FROM "past"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "past"."customer_id"
ORDER BY
  "past"."n"
