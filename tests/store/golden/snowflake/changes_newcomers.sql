SELECT
  "parts"."dimension",
  "parts"."code",
  CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT) AS "month",
  COUNT(*) AS "times"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT) >= 24280
  AND CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT) <= 24300
GROUP BY
  "parts"."dimension",
  "parts"."code",
  CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT)
ORDER BY
  "parts"."dimension",
  "parts"."code",
  "month"
