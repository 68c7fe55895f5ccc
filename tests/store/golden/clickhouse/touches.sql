WITH "touches" AS (
  SELECT
    "interactions"."customer_id" AS "customer_id",
    "interactions"."channel" AS "channel",
    "histories"."n" AS "n",
    "histories"."first_order" AS "first_order",
    "histories"."first_margin" AS "first_margin",
    DATE_DIFF(
      DAY,
      "interactions"."day",
      COALESCE("histories"."first_order", CAST('2024-12-31' AS Date32))
    ) AS "days",
    ROW_NUMBER() OVER (
      PARTITION BY "interactions"."customer_id"
      ORDER BY "interactions"."opened_at", "interactions"."interaction_id"
    ) AS "place"
  FROM "interactions"
  LEFT JOIN "histories"
    ON "histories"."customer_id" = "interactions"."customer_id"
  WHERE
    NOT (
      "interactions"."customer_id" IS NULL
    )
    AND NOT (
      "interactions"."channel" IS NULL
    )
    AND NOT "interactions"."is_complaint"
    AND (
      "histories"."first_order" IS NULL
      OR "interactions"."day" <= "histories"."first_order"
    )
    AND (
      "histories"."first_order" IS NULL
      OR "histories"."first_order" >= CAST('2024-02-01' AS Date32)
    )
)
SELECT
  CAST("place" AS Nullable(Int64)) AS "place",
  "channel",
  CAST("days" AS Nullable(Int64)) AS "days",
  CAST(CASE WHEN "n" IS NULL THEN 0 ELSE 1 END AS Nullable(Int64)) AS "converted",
  CAST(COALESCE("first_margin", 0) AS Nullable(Float64)) AS "value"
FROM "touches"
ORDER BY
  "customer_id",
  "place"
