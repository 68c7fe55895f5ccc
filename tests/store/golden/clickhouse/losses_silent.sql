WITH "told" AS (
  SELECT
    "histories"."n" AS "n",
    "interactions"."area" AS "area",
    "interactions"."reason" AS "reason",
    ROW_NUMBER() OVER (
      PARTITION BY "histories"."n"
      ORDER BY "interactions"."opened_at" DESC, "interactions"."interaction_id"
    ) AS "place"
  FROM "histories"
  JOIN "interactions"
    ON "interactions"."customer_id" = "histories"."customer_id"
  WHERE
    NOT (
      "interactions"."area" IS NULL
    )
    AND DATE_DIFF(DAY, "histories"."last_order", "interactions"."day") >= 0 - 90
    AND DATE_DIFF(DAY, "histories"."last_order", "interactions"."day") <= 90
)
SELECT
  "n",
  "area",
  "reason"
FROM "told"
WHERE
  "place" = 1
ORDER BY
  "n"
