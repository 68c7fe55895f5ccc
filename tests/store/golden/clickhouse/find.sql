SELECT
  "customer_id",
  "first_order",
  "last_order",
  "orders",
  "repeat_count",
  "margin_to_date",
  "p_alive",
  "expected_orders",
  "expected_orders_low",
  "expected_orders_high",
  "value",
  "value_low",
  "value_high",
  "level",
  "value_class",
  "reason",
  "as_of",
  "horizon_days",
  "annual_rate",
  "currency",
  "basis",
  "model",
  "step"
FROM "published"
WHERE
  CAST("customer_id" AS Nullable(String)) = 'O''Neill'
