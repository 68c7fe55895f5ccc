WITH "bought" AS (
  SELECT
    "customer_id",
    "product_id",
    CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) AS "month",
    MIN("day") AS "day"
  FROM "product_lines"
  WHERE
    NOT "is_refund" AND NOT "product_id" = ''
  GROUP BY
    "customer_id",
    "product_id",
    CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32))
), "sent_back" AS (
  SELECT
    "bought"."customer_id" AS "customer_id",
    "bought"."product_id" AS "product_id",
    "bought"."month" AS "month",
    COUNT(*) AS "times"
  FROM "bought"
  JOIN "product_lines"
    ON "product_lines"."customer_id" = "bought"."customer_id"
    AND "product_lines"."product_id" = "bought"."product_id"
    AND "product_lines"."sold_on" = "bought"."day"
  WHERE
    "product_lines"."is_refund"
    AND DATE_DIFF(DAY, "bought"."day", "product_lines"."day") <= 90
  GROUP BY
    "bought"."customer_id",
    "bought"."product_id",
    "bought"."month"
), "told" AS (
  SELECT
    "bought"."customer_id" AS "customer_id",
    "bought"."product_id" AS "product_id",
    "bought"."month" AS "month",
    MAX(CASE WHEN "interactions"."is_complaint" THEN 1 ELSE 0 END) AS "complained",
    MAX(
      CASE
        WHEN "interactions"."promise_due" < "interactions"."resolved_day"
        THEN 1
        WHEN "interactions"."promise_due" < CAST('2024-12-31' AS Date32)
        AND "interactions"."resolved_day" IS NULL
        THEN 1
        WHEN lowerUTF8(TRIM(COALESCE("interactions"."reason", ''))) IN ('late', 'delay', 'late delivery', 'retraso')
        THEN 1
        ELSE 0
      END
    ) AS "delayed"
  FROM "bought"
  JOIN "interactions"
    ON "interactions"."customer_id" = "bought"."customer_id"
    AND "interactions"."product_id" = "bought"."product_id"
    AND "interactions"."day" >= "bought"."day"
  WHERE
    DATE_DIFF(DAY, "bought"."day", "interactions"."day") <= 90
  GROUP BY
    "bought"."customer_id",
    "bought"."product_id",
    "bought"."month"
), "back" AS (
  SELECT
    "bought"."customer_id" AS "customer_id",
    "bought"."product_id" AS "product_id",
    "bought"."month" AS "month",
    COUNT(*) AS "times"
  FROM "bought"
  JOIN "occasions"
    ON "occasions"."customer_id" = "bought"."customer_id"
    AND "occasions"."day" > "bought"."day"
  WHERE
    DATE_DIFF(DAY, "bought"."day", "occasions"."day") <= 180
  GROUP BY
    "bought"."customer_id",
    "bought"."product_id",
    "bought"."month"
), "judged" AS (
  SELECT
    "bought"."product_id" AS "product_id",
    "bought"."month" AS "month",
    CASE WHEN "sent_back"."times" IS NULL THEN 0 ELSE 1 END AS "returned",
    COALESCE("told"."complained", 0) AS "complained",
    COALESCE("told"."delayed", 0) AS "was_late",
    CASE WHEN "back"."times" IS NULL THEN 0 ELSE 1 END AS "came_back"
  FROM "bought"
  LEFT JOIN "sent_back"
    ON "sent_back"."customer_id" = "bought"."customer_id"
    AND "sent_back"."product_id" = "bought"."product_id"
    AND "sent_back"."month" = "bought"."month"
  LEFT JOIN "told"
    ON "told"."customer_id" = "bought"."customer_id"
    AND "told"."product_id" = "bought"."product_id"
    AND "told"."month" = "bought"."month"
  LEFT JOIN "back"
    ON "back"."customer_id" = "bought"."customer_id"
    AND "back"."product_id" = "bought"."product_id"
    AND "back"."month" = "bought"."month"
)
SELECT
  "product_id",
  "month",
  "returned",
  "complained",
  "was_late" AS "delayed",
  "came_back",
  COUNT(*) AS "buyers"
FROM "judged"
WHERE
  "month" <= 24300
GROUP BY
  "product_id",
  "month",
  "returned",
  "complained",
  "was_late",
  "came_back"
ORDER BY
  "product_id",
  "month",
  "returned",
  "complained",
  "was_late",
  "came_back"
