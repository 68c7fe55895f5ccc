WITH "known" AS (
  SELECT
    "histories"."n" AS "n",
    "histories"."customer_id" AS "customer_id",
    "histories"."last_order" AS "last_order",
    "histories"."age" - "histories"."first_to_last" AS "silent",
    CASE
      WHEN "histories"."repeat_count" >= 3
      THEN CAST("histories"."first_to_last" AS Nullable(Float64)) / nullIf("histories"."repeat_count", 0)
    END AS "own_gap",
    "forecasts"."p_alive" AS "p_alive",
    "forecasts"."value" AS "value",
    CASE
      WHEN "forecasts"."value" > 0
      THEN "forecasts"."value" * (
        1 - COALESCE("forecasts"."p_stays", "forecasts"."p_alive")
      )
      WHEN "forecasts"."value" <= 0 AND NOT (
        "forecasts"."p_alive" IS NULL
      )
      THEN CAST('0' AS Nullable(Float64))
    END AS "at_stake"
  FROM "histories"
  JOIN "forecasts"
    ON "forecasts"."n" = "histories"."n"
)
SELECT
  "customer_id",
  "last_order",
  "silent",
  "own_gap",
  "p_alive",
  "value",
  "at_stake",
  "next_orders"."next_order_low" AS "next_order_low",
  "next_orders"."next_order" AS "next_order",
  "next_orders"."next_order_high" AS "next_order_high",
  "next_orders"."chance_30d" AS "chance_30d"
FROM "known"
LEFT JOIN "next_orders"
  ON "next_orders"."n" = "known"."n"
WHERE
  CAST("silent" AS Nullable(Float64)) > COALESCE(
    "own_gap" * CAST(CAST('-1.0' AS Nullable(Float64)) AS Nullable(Float64)),
    CAST(CAST('-1.0' AS Nullable(Float64)) AS Nullable(Float64))
  )
  AND "at_stake" > 0
  AND "at_stake" < CAST(1000000000000000 AS Nullable(Decimal(38, 0)))
ORDER BY
  "at_stake" DESC,
  "known"."n"
LIMIT 20
