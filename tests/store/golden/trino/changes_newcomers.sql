SELECT
  "parts"."dimension",
  "parts"."code",
  CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER) AS "month",
  COUNT(*) AS "times"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER) >= 24280
  AND CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER) <= 24300
GROUP BY
  "parts"."dimension",
  "parts"."code",
  CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER)
ORDER BY
  "parts"."dimension",
  "parts"."code",
  "month"
