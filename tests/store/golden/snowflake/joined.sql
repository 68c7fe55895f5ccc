SELECT
  "histories".*,
  "forecasts"."p_alive",
  "forecasts"."expected_orders",
  "forecasts"."expected_orders_low",
  "forecasts"."expected_orders_high",
  "forecasts"."value",
  "forecasts"."value_low",
  "forecasts"."value_high",
  "classes"."class_code" AS "class_code"
FROM "histories"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
JOIN "classes"
  ON "classes"."n" = "histories"."n"
