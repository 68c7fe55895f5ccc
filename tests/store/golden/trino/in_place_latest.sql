SELECT
  MAX("changed") AS "latest"
FROM (
  SELECT
    NULLIF(CAST("source"."customer_id" AS VARCHAR), '') AS "customer_id",
    CAST("source"."ordered_at" AS TIMESTAMP(6)) AS "changed"
  FROM "order_lines" AS "source"
) AS "seen"
