SELECT
  "customer_list"."n" AS "n"
FROM "customer_list"
JOIN "plan_arms"
  ON "plan_arms"."customer_id" = "customer_list"."customer_id"
