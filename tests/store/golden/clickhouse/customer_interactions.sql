SELECT
  "histories"."n" AS "n",
  "interactions"."day" AS "day",
  "interactions"."type" AS "type",
  COUNT(*) AS "interactions",
  CAST(SUM(CASE WHEN "interactions"."is_complaint" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "complaints",
  CAST(SUM(
    CASE
      WHEN "interactions"."is_complaint" AND "interactions"."resolved_day" IS NULL
      THEN 1
      ELSE 0
    END
  ) AS Nullable(Int64)) AS "open_complaints"
FROM "interactions"
JOIN "histories"
  ON "histories"."customer_id" = "interactions"."customer_id"
GROUP BY
  "histories"."n",
  "interactions"."day",
  "interactions"."type"
