SELECT
  "customer_facts"."n" AS "n",
  "customer_facts"."customer_id" AS "customer_id",
  CAST("classes"."class_code" AS Nullable(String)) AS "level"
FROM "customer_facts"
LEFT JOIN "classes"
  ON "classes"."n" = "customer_facts"."n"
