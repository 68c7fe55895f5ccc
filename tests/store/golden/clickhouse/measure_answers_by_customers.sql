SELECT
  "found"."period" AS "period",
  COALESCE("split_codes"."code", -1) AS "level",
  SUM(CASE WHEN "kind" = 'csat' THEN 1 ELSE 0 END) AS "csat",
  SUM(CASE WHEN "kind" = 'csat' AND "score" >= 4 THEN 1 ELSE 0 END) AS "satisfied",
  SUM(CASE WHEN "kind" = 'nps' THEN 1 ELSE 0 END) AS "nps",
  SUM(CASE WHEN "kind" = 'nps' AND "score" >= 9 THEN 1 ELSE 0 END) AS "promoters",
  SUM(CASE WHEN "kind" = 'nps' AND "score" <= 6 THEN 1 ELSE 0 END) AS "detractors",
  SUM(CASE WHEN "kind" = 'ces' THEN 1 ELSE 0 END) AS "ces",
  SUM(CASE WHEN "kind" = 'ces' THEN "score" ELSE 0 END) AS "ces_sum",
  SUM(CASE WHEN "kind" = 'ces' THEN "score" * "score" ELSE 0 END) AS "ces_squares"
FROM (
  SELECT
    "survey_answers"."customer_id" AS "customer_id",
    "periods"."period" AS "period",
    "survey_answers"."kind" AS "kind",
    "survey_answers"."score" AS "score",
    "survey_answers"."contact_channel" AS "contact_channel",
    "survey_answers"."agent" AS "agent"
  FROM "survey_answers"
  JOIN "periods"
    ON "periods"."month" = "survey_answers"."month"
) AS "found"
LEFT JOIN "split_codes"
  ON "split_codes"."customer_id" = "found"."customer_id"
GROUP BY
  "found"."period",
  COALESCE("split_codes"."code", -1)
