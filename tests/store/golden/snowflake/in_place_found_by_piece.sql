SELECT
  "rule",
  CAST(COUNT(*) AS BIGINT) AS "times",
  CAST(COUNT("customer_id") AS BIGINT) AS "named",
  CAST(COUNT("order_id") AS BIGINT) AS "numbered",
  CAST(COUNT("cost") AS BIGINT) AS "with_cost",
  CAST(COUNT("category") AS BIGINT) AS "with_category",
  CAST(SUM(CASE WHEN "revenue" < 0 THEN 1 ELSE 0 END) AS BIGINT) AS "refunds",
  CAST(SUM(CASE WHEN "revenue" = 0 THEN 1 ELSE 0 END) AS BIGINT) AS "free",
  MIN(CASE WHEN "rule" IS NULL THEN "day" END) AS "first_day",
  MAX(CASE WHEN "rule" IS NULL THEN "day" END) AS "last_day",
  CAST(SUM("revenue") AS DECIMAL(18, 4)) AS "revenue"
FROM (
  SELECT
    "priced".*,
    CASE
      WHEN "day" IS NULL
      THEN 'date_missing:date'
      WHEN "day" < CAST('1971-01-01' AS DATE)
      THEN 'date_placeholder:date'
      WHEN "day" > CAST('2024-12-31' AS DATE)
      THEN 'date_in_future:date'
      WHEN "raw_quantity" IS NULL
      THEN 'number_missing:quantity'
      WHEN "raw_unit_price" IS NULL
      THEN 'number_missing:unit_price'
      WHEN "paid" IS NULL
      THEN 'number_too_large:unit_price'
    END AS "rule"
  FROM (
    SELECT
      "typed".*,
      "paid" AS "revenue",
      "line_cost" AS "cost"
    FROM (
      SELECT
        "source"."line" AS "raw_quantity",
        "source"."revenue" AS "raw_unit_price",
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST("source"."customer_id" AS VARCHAR), ''))) IN (
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
          THEN TRIM(CAST("source"."customer_id" AS VARCHAR))
        END AS "customer_id",
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST("source"."order_id" AS VARCHAR), ''))) IN (
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
          THEN TRIM(CAST("source"."order_id" AS VARCHAR))
        END AS "order_id",
        NULLIF(TRIM(CAST("source"."product_id" AS VARCHAR)), '') AS "product_id",
        CAST(NULL AS VARCHAR) AS "category",
        CAST(NULL AS VARCHAR) AS "refund_of",
        CAST("source"."day" AS TIMESTAMPNTZ(6)) AS "ordered_at",
        "source"."day" AS "day",
        CASE
          WHEN "source"."line" < 1000000000000
          AND "source"."line" > -1000000000000
          AND "source"."revenue" < 1000000000000
          AND "source"."revenue" > -1000000000000
          THEN CASE
            WHEN CAST("source"."line" AS DECIMAL(18, 6)) * CAST("source"."revenue" AS DECIMAL(18, 6)) < 100000000000000
            AND CAST("source"."line" AS DECIMAL(18, 6)) * CAST("source"."revenue" AS DECIMAL(18, 6)) > -100000000000000
            THEN CAST(CAST(SIGN(
              (
                CAST("source"."line" AS DECIMAL(18, 6)) * CAST("source"."revenue" AS DECIMAL(18, 6))
              )
            ) * FLOOR(
              ABS(
                (
                  CAST("source"."line" AS DECIMAL(18, 6)) * CAST("source"."revenue" AS DECIMAL(18, 6))
                )
              ) * 10000 + 0.5
            ) AS DECIMAL(38, 0)) * 0.0001 AS DECIMAL(18, 4))
          END
        END AS "paid",
        CAST(NULL AS DECIMAL(18, 4)) AS "line_cost",
        CASE
          WHEN "source"."line" < 1000000000000 AND "source"."line" > -1000000000000
          THEN CAST("source"."line" AS DECIMAL(18, 6))
        END AS "quantity",
        CAST(NULL AS BOOLEAN) AS "goods_back"
      FROM "order_lines" AS "source"
    ) AS "typed"
  ) AS "priced"
) AS "looked_at"
GROUP BY
  "rule"
