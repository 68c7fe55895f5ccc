SELECT
  "customer_id"
FROM (
  SELECT
    CASE
      WHEN NOT (
        lowerUTF8(TRIM(COALESCE(CAST("source"."customer_id" AS Nullable(String)), ''))) IN (
          '',
          'null',
          'none',
          'n/a',
          'na',
          '#n/a',
          'nan',
          'nat',
          '0',
          '-',
          '--',
          '(none)',
          'undefined'
        )
      )
      THEN TRIM(CAST("source"."customer_id" AS Nullable(String)))
    END AS "customer_id",
    CAST("source"."ordered_at" AS Date32) AS "day",
    CAST("source"."ordered_at" AS Nullable(DateTime64(6))) AS "changed"
  FROM "order_lines" AS "source"
) AS "seen"
WHERE
  NOT (
    "customer_id" IS NULL
  )
  AND (
    "changed" IS NULL
    OR "changed" >= CAST('2023-12-30 23:00:00' AS Nullable(DateTime64(6)))
    OR "day" > CAST('2024-12-31' AS Date32)
  )
GROUP BY
  "customer_id"
