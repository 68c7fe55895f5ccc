SELECT
  "split_people"."n" AS "n",
  "split_people"."customer_id" AS "customer_id",
  CAST(CASE
    WHEN "split_people"."level" IS NULL
    THEN -1
    ELSE COALESCE("split_levels"."code", -2)
  END AS Nullable(Int32)) AS "code"
FROM "split_people"
LEFT JOIN "split_levels"
  ON "split_levels"."level" = "split_people"."level"
