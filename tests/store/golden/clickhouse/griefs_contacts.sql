WITH "asked" AS (
  SELECT
    "customer_id",
    COALESCE("reason", '') AS "reason",
    MAX(CASE WHEN "is_complaint" THEN 1 ELSE 0 END) AS "complained"
  FROM "interactions"
  WHERE
    "day" > CAST('2023-12-31' AS Date32)
    AND NOT (
      "customer_id" IS NULL
    )
    AND (
      NOT (
        "reason" IS NULL
      ) OR "is_complaint"
    )
    AND NOT COALESCE("direction", 'in') = 'out'
  GROUP BY
    "customer_id",
    COALESCE("reason", '')
)
SELECT
  "asked"."reason" AS "reason",
  COUNT(*) AS "customers",
  CAST(SUM("asked"."complained") AS Nullable(Int64)) AS "complaints",
  CAST(COALESCE(SUM("histories"."margin_to_date"), 0) AS Nullable(Float64)) AS "margin"
FROM "asked"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "asked"."customer_id"
GROUP BY
  "asked"."reason"
ORDER BY
  "asked"."reason"
