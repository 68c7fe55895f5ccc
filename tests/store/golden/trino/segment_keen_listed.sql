SELECT
  "histories"."n"
FROM "histories"
LEFT JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
WHERE
  (
    "histories"."orders" >= 2
  )
  OR (
    (
      "forecasts"."value" > CAST('500.0' AS DOUBLE)
    )
    AND (
      "forecasts"."p_alive" >= CAST('0.2' AS DOUBLE)
    )
  )
ORDER BY
  "histories"."n"
