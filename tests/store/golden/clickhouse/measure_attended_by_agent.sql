SELECT
  "found"."period" AS "period",
  "found"."agent" AS "level",
  COUNT(*) AS "attended",
  SUM("revenue") AS "revenue",
  SUM("margin") AS "margin"
FROM (
  SELECT
    "attended_orders"."n" AS "n",
    "periods"."period" AS "period",
    "attended_orders"."contact_channel" AS "contact_channel",
    "attended_orders"."agent" AS "agent",
    "attended_orders"."revenue" AS "revenue",
    "attended_orders"."margin" AS "margin"
  FROM "attended_orders"
  JOIN "periods"
    ON "periods"."month" = "attended_orders"."month"
) AS "found"
GROUP BY
  "found"."period",
  "found"."agent"
