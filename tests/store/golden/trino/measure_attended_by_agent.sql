SELECT
  "found"."period",
  "found"."agent" AS "level",
  COUNT(*) AS "attended",
  SUM("revenue") AS "revenue",
  SUM("margin") AS "margin"
FROM (
  SELECT
    "attended_orders"."n",
    "periods"."period",
    "attended_orders"."contact_channel",
    "attended_orders"."agent",
    "attended_orders"."revenue",
    "attended_orders"."margin"
  FROM "attended_orders"
  JOIN "periods"
    ON "periods"."month" = "attended_orders"."month"
) AS "found"
GROUP BY
  "found"."period",
  "found"."agent"
