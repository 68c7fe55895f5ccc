SELECT
  CAST(1 AS INT) AS "load_id",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "customer_id"
    ORDER BY "ordered_at", COLLATE("order_id", 'utf8'), COLLATE("product_id", 'utf8'), "revenue", "cost", "quantity", "goods_back"
  ) AS BIGINT) AS "line",
  "order_id",
  "customer_id",
  "ordered_at",
  "day",
  "product_id",
  "category",
  "revenue",
  "cost",
  "revenue" < 0 AS "is_refund",
  "refund_of",
  CAST(NULL AS VARCHAR) AS "attributes",
  "quantity",
  CASE WHEN "revenue" < 0 THEN "goods_back" END AS "goods_back"
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
      WHEN "raw_amount" IS NULL
      THEN 'number_missing:amount'
      WHEN "paid" IS NULL
      THEN 'number_too_large:amount'
      WHEN "line_cost" IS NULL AND NOT "raw_cost" IS NULL
      THEN 'number_too_large:cost'
    END AS "rule"
  FROM (
    SELECT
      "typed".*,
      "paid" AS "revenue",
      "line_cost" AS "cost"
    FROM (
      SELECT
        "source"."revenue" AS "raw_amount",
        "source"."cost" AS "raw_cost",
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
        NULLIF(TRIM(CAST("source"."category" AS VARCHAR)), '') AS "category",
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST("source"."refund_of" AS VARCHAR), ''))) IN (
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
          THEN TRIM(CAST("source"."refund_of" AS VARCHAR))
        END AS "refund_of",
        CAST("source"."ordered_at" AS TIMESTAMPNTZ(6)) AS "ordered_at",
        CAST("source"."ordered_at" AS DATE) AS "day",
        CASE
          WHEN "source"."revenue" < 100000000000000 AND "source"."revenue" > -100000000000000
          THEN CAST(CAST(SIGN("source"."revenue") * FLOOR(ABS("source"."revenue") * 10000 + 0.5) AS DECIMAL(38, 0)) * 0.0001 AS DECIMAL(18, 4))
        END AS "paid",
        CASE
          WHEN "source"."cost" < 100000000000000 AND "source"."cost" > -100000000000000
          THEN CAST(CAST(SIGN("source"."cost") * FLOOR(ABS("source"."cost") * 10000 + 0.5) AS DECIMAL(38, 0)) * 0.0001 AS DECIMAL(18, 4))
        END AS "line_cost",
        CAST(1 AS DECIMAL(18, 6)) AS "quantity",
        CAST(NULL AS BOOLEAN) AS "goods_back"
      FROM "order_lines" AS "source"
    ) AS "typed"
  ) AS "priced"
) AS "judged"
WHERE
  "rule" IS NULL
