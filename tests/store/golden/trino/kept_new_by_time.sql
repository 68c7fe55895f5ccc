SELECT
  "customer_id"
FROM (
  SELECT
    NULLIF(CAST("source"."customer_id" AS VARCHAR), '') AS "customer_id",
    CAST("source"."ordered_at" AS TIMESTAMP(6)) AS "changed"
  FROM "order_lines" AS "source"
) AS "seen"
WHERE
  NOT "customer_id" IS NULL
  AND (
    "changed" IS NULL OR "changed" >= CAST('2023-12-30 23:00:00' AS TIMESTAMP(6))
  )
GROUP BY
  "customer_id"
