SELECT
  "parts"."dimension" AS "dimension",
  "parts"."code" AS "code",
  CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) AS "month",
  COUNT(*) AS "times"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) >= 24280
  AND CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) <= 24300
GROUP BY
  "parts"."dimension",
  "parts"."code",
  CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32))
ORDER BY
  "parts"."dimension",
  "parts"."code",
  "month"
