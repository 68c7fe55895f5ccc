SELECT
  "histories"."n" AS "n",
  "histories"."customer_id" AS "customer_id",
  "forecasts"."value" AS "value",
  "forecasts"."p_alive" AS "p_alive"
FROM "histories"
LEFT JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
ORDER BY
  "histories"."n"
