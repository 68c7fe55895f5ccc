SELECT
  "customer_id" AS "customer_id",
  "first_order" AS "first_order",
  "last_order" AS "last_order",
  "orders" AS "orders",
  "repeat_count" AS "repeat_count",
  "margin_to_date" AS "margin_to_date",
  "p_alive" AS "p_alive",
  "expected_orders" AS "expected_orders",
  "expected_orders_low" AS "expected_orders_low",
  "expected_orders_high" AS "expected_orders_high",
  "value" AS "value",
  "value_low" AS "value_low",
  "value_high" AS "value_high",
  "level" AS "level",
  CASE "class_code"
    WHEN 0
    THEN 'best'
    WHEN 1
    THEN 'potential'
    WHEN 2
    THEN 'good'
    WHEN 3
    THEN 'never_profitable'
  END AS "value_class",
  'a text' AS "reason",
  "as_of" AS "as_of",
  "horizon_days" AS "horizon_days",
  "annual_rate" AS "annual_rate",
  "currency" AS "currency",
  "basis" AS "basis",
  "model" AS "model",
  "step" AS "step"
FROM (
  SELECT
    "valued".*,
    CAST(CAST('0.9' AS Nullable(Float64)) AS Nullable(Float64)) AS "level",
    'a text' AS "why",
    CAST(CAST('2024-12-31' AS Date32) AS Date32) AS "as_of",
    CAST(365 AS Nullable(Int32)) AS "horizon_days",
    CAST(CAST('0.1' AS Nullable(Float64)) AS Nullable(Float64)) AS "annual_rate",
    'a text' AS "currency",
    'a text' AS "basis",
    'a text' AS "model",
    'a text' AS "step"
  FROM (
    SELECT
      "histories".*,
      "forecasts"."p_alive" AS "p_alive",
      "forecasts"."expected_orders" AS "expected_orders",
      "forecasts"."expected_orders_low" AS "expected_orders_low",
      "forecasts"."expected_orders_high" AS "expected_orders_high",
      "forecasts"."value" AS "value",
      "forecasts"."value_low" AS "value_low",
      "forecasts"."value_high" AS "value_high",
      CAST(NULL AS Nullable(Int32)) AS "class_code"
    FROM "histories"
    JOIN "forecasts"
      ON "forecasts"."n" = "histories"."n"
  ) AS "valued"
) AS "told"
ORDER BY
  "n"
