SELECT
  "histories"."n" AS "n"
FROM "interactions"
JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
WHERE
  "interactions"."direction" = 'out'
  AND "interactions"."day" > CAST('2024-02-01' AS Date32)
GROUP BY
  "histories"."n"
ORDER BY
  "histories"."n"
