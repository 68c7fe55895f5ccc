SELECT
  "repeat_count",
  "age" - "first_to_last" AS "since",
  "p_alive"
FROM "histories"
JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
ORDER BY
  "histories"."n"
