SELECT
  COUNT(*)
FROM "customer_list"
JOIN "members"
  ON "members"."n" = "customer_list"."n"
