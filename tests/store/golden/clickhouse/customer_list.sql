SELECT
  "histories"."n" AS "n",
  "histories"."customer_id" AS "customer_id",
  "classes"."class_code" AS "class_code",
  "histories"."first_order" AS "first_order",
  "histories"."last_order" AS "last_order",
  "histories"."age" - "histories"."first_to_last" AS "days_since_last",
  "histories"."orders" AS "orders",
  "histories"."repeat_count" AS "repeat_count",
  CAST("histories"."margin_to_date" AS Nullable(Float64)) AS "margin_to_date",
  "customer_ranks"."revenue" AS "revenue",
  "customer_ranks"."revenue_rank" AS "revenue_rank",
  "customer_ranks"."margin_rank" AS "margin_rank",
  "forecasts"."p_alive" AS "p_alive",
  "forecasts"."value" AS "value",
  "forecasts"."value_low" AS "value_low",
  "forecasts"."value_high" AS "value_high",
  CASE
    WHEN "forecasts"."value" > 0
    THEN "forecasts"."value" * (
      1 - COALESCE("forecasts"."p_stays", "forecasts"."p_alive")
    )
    WHEN "forecasts"."value" <= 0 AND NOT (
      "forecasts"."p_alive" IS NULL
    )
    THEN CAST('0' AS Nullable(Float64))
  END AS "value_at_stake"
FROM "histories"
JOIN "customer_ranks"
  ON "customer_ranks"."n" = "histories"."n"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
LEFT JOIN "classes"
  ON "classes"."n" = "histories"."n"
ORDER BY
  "histories"."n"
