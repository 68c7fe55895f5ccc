SELECT
  "histories"."customer_id" AS "customer_id",
  "histories"."last_order" AS "last_order",
  "histories"."repeat_count" AS "repeat_count",
  "histories"."first_to_last" AS "first_to_last",
  "histories"."age" AS "age",
  CAST("histories"."margin_to_date" AS Nullable(Float64)) AS "margin_to_date",
  "forecasts"."p_alive" AS "p_alive",
  "forecasts"."value" AS "value"
FROM "histories"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
WHERE
  CAST("histories"."age" - "histories"."first_to_last" AS Nullable(Float64)) > CASE
    WHEN "histories"."repeat_count" >= 4
    THEN CAST("histories"."first_to_last" AS Nullable(Float64)) / nullIf("histories"."repeat_count", 0)
    ELSE CAST('30' AS Nullable(Float64))
  END
  AND "forecasts"."value" < CAST(1000000000000000 AS Nullable(Decimal(38, 0)))
ORDER BY
  "forecasts"."value" DESC,
  "histories"."n"
LIMIT 20
