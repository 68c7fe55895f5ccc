SELECT
  "histories"."n" AS "n"
FROM "histories"
LEFT JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
WHERE
  (
    "histories"."orders" >= 2
  )
  OR (
    (
      "forecasts"."value" > CAST('500.0' AS Nullable(Float64))
    )
    AND (
      "forecasts"."p_alive" >= CAST('0.2' AS Nullable(Float64))
    )
  )
ORDER BY
  "histories"."n"
