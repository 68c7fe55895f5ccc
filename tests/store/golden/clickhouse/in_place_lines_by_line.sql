SELECT
  CAST(1 AS Nullable(Int32)) AS "load_id",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "customer_id"
    ORDER BY "ordered_at", "order_id", "product_id", "revenue", "cost", "quantity", "goods_back"
  ) AS Nullable(Int64)) AS "line",
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
  CAST(NULL AS Nullable(String)) AS "attributes",
  "quantity",
  CASE WHEN "revenue" < 0 THEN "goods_back" END AS "goods_back"
FROM (
  SELECT
    "priced".*,
    CASE
      WHEN "day" IS NULL
      THEN 'date_missing:date'
      WHEN "day" < CAST('1971-01-01' AS Date32)
      THEN 'date_placeholder:date'
      WHEN "day" > CAST('2024-12-31' AS Date32)
      THEN 'date_in_future:date'
      WHEN "raw_amount" IS NULL
      THEN 'number_missing:amount'
      WHEN "paid" IS NULL
      THEN 'number_too_large:amount'
      WHEN "line_cost" IS NULL AND NOT (
        "raw_cost" IS NULL
      )
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
        CASE
          WHEN NOT (
            lowerUTF8(TRIM(COALESCE(CAST("source"."order_id" AS Nullable(String)), ''))) IN (
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
          THEN TRIM(CAST("source"."order_id" AS Nullable(String)))
        END AS "order_id",
        nullIf(TRIM(CAST("source"."product_id" AS Nullable(String))), '') AS "product_id",
        nullIf(TRIM(CAST("source"."category" AS Nullable(String))), '') AS "category",
        CASE
          WHEN NOT (
            lowerUTF8(TRIM(COALESCE(CAST("source"."refund_of" AS Nullable(String)), ''))) IN (
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
          THEN TRIM(CAST("source"."refund_of" AS Nullable(String)))
        END AS "refund_of",
        CAST("source"."ordered_at" AS Nullable(DateTime64(6))) AS "ordered_at",
        CAST("source"."ordered_at" AS Date32) AS "day",
        CASE
          WHEN "source"."revenue" < CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."revenue" > -CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          THEN CAST(CAST(SIGN("source"."revenue") * FLOOR(ABS("source"."revenue") * toDecimal256(10000, 0) + toDecimal256('0.5', 1)) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
        END AS "paid",
        CASE
          WHEN "source"."cost" < CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."cost" > -CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          THEN CAST(CAST(SIGN("source"."cost") * FLOOR(ABS("source"."cost") * toDecimal256(10000, 0) + toDecimal256('0.5', 1)) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
        END AS "line_cost",
        CAST(1 AS Nullable(Decimal(18, 6))) AS "quantity",
        CAST(NULL AS Nullable(Bool)) AS "goods_back"
      FROM "order_lines" AS "source"
    ) AS "typed"
  ) AS "priced"
) AS "judged"
WHERE
  "rule" IS NULL
