SELECT
  MAX("changed") AS "latest"
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
