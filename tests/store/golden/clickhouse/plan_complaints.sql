SELECT
  "histories"."n" AS "n"
FROM "interactions"
JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
WHERE
  "interactions"."is_complaint" AND "interactions"."resolved_day" IS NULL
GROUP BY
  "histories"."n"
ORDER BY
  "histories"."n"
