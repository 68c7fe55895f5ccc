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
        CAST(NULL AS Nullable(String)) AS "category",
        CAST(NULL AS Nullable(String)) AS "refund_of",
        CAST("source"."day" AS Nullable(DateTime64(6))) AS "ordered_at",
        "source"."day" AS "day",
        CASE
          WHEN "source"."line" < CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."line" > -CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."revenue" < CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."revenue" > -CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          THEN CASE
            WHEN CAST("source"."line" AS Nullable(Decimal(18, 6))) * CAST("source"."revenue" AS Nullable(Decimal(18, 6))) < CAST(100000000000000 AS Nullable(Decimal(38, 0)))
            AND CAST("source"."line" AS Nullable(Decimal(18, 6))) * CAST("source"."revenue" AS Nullable(Decimal(18, 6))) > -CAST(100000000000000 AS Nullable(Decimal(38, 0)))
            THEN CAST(CAST(SIGN(
              (
                CAST("source"."line" AS Nullable(Decimal(18, 6))) * CAST("source"."revenue" AS Nullable(Decimal(18, 6)))
              )
            ) * FLOOR(
              ABS(
                (
                  CAST("source"."line" AS Nullable(Decimal(18, 6))) * CAST("source"."revenue" AS Nullable(Decimal(18, 6)))
                )
              ) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)
            ) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
          END
        END AS "paid",
        CAST(NULL AS Nullable(Decimal(18, 4))) AS "line_cost",
        CASE
          WHEN "source"."line" < CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."line" > -CAST(1000000000000 AS Nullable(Decimal(38, 0)))
          THEN CAST("source"."line" AS Nullable(Decimal(18, 6)))
        END AS "quantity",
        CAST(NULL AS Nullable(Bool)) AS "goods_back"
      FROM "order_lines" AS "source"
    ) AS "typed"
  ) AS "priced"
) AS "judged"
WHERE
  "rule" IS NULL
