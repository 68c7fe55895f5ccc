SELECT
  "customer_id",
  "p_alive",
  "chance_30d",
  "chance_90d",
  "chance_ever",
  "next_order_low",
  "next_order",
  "next_order_high",
  "residual_orders"
FROM "next_orders"
JOIN "histories"
  ON "histories"."n" = "next_orders"."n"
JOIN "forecasts"
  ON "forecasts"."n" = "next_orders"."n"
ORDER BY
  "next_orders"."n"
