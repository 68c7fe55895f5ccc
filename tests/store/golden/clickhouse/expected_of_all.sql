SELECT
  "histories"."n" AS "n",
  "forecasts"."value" AS "value",
  "forecasts"."expected_orders" AS "expected_orders",
  "next_orders"."chance_30d" AS "chance_30d"
FROM "histories"
LEFT JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
LEFT JOIN "next_orders"
  ON "next_orders"."n" = "histories"."n"
ORDER BY
  "histories"."n"
