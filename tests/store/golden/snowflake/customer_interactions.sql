SELECT
  "histories"."n",
  "interactions"."day",
  "interactions"."type",
  COUNT(*) AS "interactions",
  CAST(SUM(CASE WHEN "interactions"."is_complaint" THEN 1 ELSE 0 END) AS BIGINT) AS "complaints",
  CAST(SUM(
    CASE
      WHEN "interactions"."is_complaint" AND "interactions"."resolved_day" IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS "open_complaints"
FROM "interactions"
JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
GROUP BY
  "histories"."n",
  "interactions"."day",
  "interactions"."type"
