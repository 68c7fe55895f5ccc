SELECT
  MAX("changed") AS "latest"
FROM (
  SELECT
    CASE
      WHEN NOT LOWER(TRIM(BOTH ' ' FROM COALESCE(CAST("source"."customer_id" AS VARCHAR), ''))) IN (
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
      THEN TRIM(BOTH ' ' FROM CAST("source"."customer_id" AS VARCHAR))
    END AS "customer_id",
    CAST("source"."ordered_at" AS DATE) AS "day",
    CAST("source"."ordered_at" AS TIMESTAMP(6)) AS "changed"
  FROM "order_lines" AS "source"
) AS "seen"
