SELECT
  CAST(COALESCE("sold"."revenue", 0) AS Nullable(Float64)) AS "revenue",
  CAST(COALESCE("sold"."margin", 0) AS Nullable(Float64)) AS "kept"
FROM "histories"
LEFT JOIN (
  SELECT
    "n",
    SUM("revenue") AS "revenue",
    SUM("margin") AS "margin"
  FROM "customer_months"
  GROUP BY
    "n"
) AS "sold"
  ON "sold"."n" = "histories"."n"
ORDER BY
  "histories"."n"
