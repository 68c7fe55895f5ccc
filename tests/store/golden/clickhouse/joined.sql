SELECT
  "histories".*,
  "forecasts"."p_alive" AS "p_alive",
  "forecasts"."expected_orders" AS "expected_orders",
  "forecasts"."expected_orders_low" AS "expected_orders_low",
  "forecasts"."expected_orders_high" AS "expected_orders_high",
  "forecasts"."value" AS "value",
  "forecasts"."value_low" AS "value_low",
  "forecasts"."value_high" AS "value_high",
  "classes"."class_code" AS "class_code"
FROM "histories"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
JOIN "classes"
  ON "classes"."n" = "histories"."n"
