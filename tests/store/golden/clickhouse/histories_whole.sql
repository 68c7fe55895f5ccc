WITH "lines" AS (
  SELECT
    *
  FROM "order_lines"
), "costed_lines" AS (
  SELECT
    "lines".*,
    FALSE AS "is_by_product"
  FROM "lines"
), "mean_margin_rate" AS (
  SELECT
    CAST(SUM("revenue" - "cost") AS Nullable(Float64)) / nullIf(CAST(SUM("revenue") AS Nullable(Float64)), 0) AS "rate"
  FROM "costed_lines"
  WHERE
    "day" <= CAST('2024-12-31' AS Date32) AND NOT (
      "cost" IS NULL
    )
), "priced_lines" AS (
  SELECT
    "load_id",
    "line",
    "order_id",
    "customer_id",
    "ordered_at",
    "day",
    "product_id",
    "category",
    "is_refund",
    "refund_of",
    "revenue",
    CASE
      WHEN NOT "goods_back"
      THEN "revenue"
      ELSE CAST("revenue" - COALESCE(
        "cost",
        CAST(CAST(SIGN(
          (
            "revenue" * (
              1 - COALESCE(
                CAST(CAST('0.35' AS Nullable(Float64)) AS Nullable(Float64)),
                (
                  SELECT
                    "rate"
                  FROM "mean_margin_rate"
                ),
                0
              )
            )
          )
        ) * FLOOR(
          ABS(
            (
              "revenue" * (
                1 - COALESCE(
                  CAST(CAST('0.35' AS Nullable(Float64)) AS Nullable(Float64)),
                  (
                    SELECT
                      "rate"
                    FROM "mean_margin_rate"
                  ),
                  0
                )
              )
            )
          ) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)
        ) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
      ) AS Nullable(Decimal(18, 4)))
    END AS "margin"
  FROM "costed_lines"
  WHERE
    "day" <= CAST('2024-12-31' AS Date32) AND NOT (
      "customer_id" IS NULL
    )
), "sales" AS (
  SELECT
    "customer_id",
    COALESCE("order_id", CONCAT('line ', "load_id", '/', "line")) AS "order_key",
    MIN("ordered_at") AS "ordered_at",
    MIN("day") AS "day",
    SUM("revenue") AS "gross_revenue",
    SUM("margin") AS "gross_margin"
  FROM "priced_lines"
  WHERE
    NOT "is_refund"
  GROUP BY
    "customer_id",
    COALESCE("order_id", CONCAT('line ', "load_id", '/', "line"))
), "refund_targets" AS (
  WITH "refunds" AS (
    SELECT
      "customer_id",
      "load_id",
      "line",
      "ordered_at",
      "day",
      "product_id",
      "revenue",
      "margin",
      COALESCE("refund_of", "order_id") AS "names_order"
    FROM "priced_lines"
    WHERE
      "is_refund"
  ), "linked" AS (
    SELECT
      "refunds".*,
      "sales"."order_key" AS "linked_key"
    FROM "refunds"
    LEFT JOIN "sales"
      ON "sales"."customer_id" = "refunds"."customer_id"
      AND "sales"."order_key" = "refunds"."names_order"
  ), "purchased" AS (
    SELECT
      "customer_id",
      COALESCE("product_id", '') AS "product",
      COALESCE("order_id", CONCAT('line ', "load_id", '/', "line")) AS "order_key",
      MIN("ordered_at") AS "ordered_at",
      SUM("revenue") AS "revenue"
    FROM "priced_lines"
    WHERE
      NOT "is_refund"
      AND "customer_id" IN (
        SELECT
          "customer_id"
        FROM "linked"
        WHERE
          "linked_key" IS NULL
      )
    GROUP BY
      "customer_id",
      COALESCE("product_id", ''),
      COALESCE("order_id", CONCAT('line ', "load_id", '/', "line"))
  ), "candidates" AS (
    SELECT
      "linked"."customer_id" AS "customer_id",
      "linked"."load_id" AS "load_id",
      "linked"."line" AS "line",
      "purchased"."order_key" AS "order_key",
      ROW_NUMBER() OVER (
        PARTITION BY "linked"."customer_id", "linked"."load_id", "linked"."line"
        ORDER BY CASE WHEN "purchased"."revenue" >= -"linked"."revenue" THEN 0 ELSE 1 END, "purchased"."ordered_at" DESC, "purchased"."order_key"
      ) AS "place"
    FROM "linked"
    JOIN "purchased"
      ON "purchased"."customer_id" = "linked"."customer_id"
      AND "purchased"."product" = COALESCE("linked"."product_id", '')
      AND "purchased"."ordered_at" <= "linked"."ordered_at"
    WHERE
      "linked"."linked_key" IS NULL
  )
  SELECT
    "linked"."customer_id" AS "customer_id",
    "linked"."load_id" AS "load_id",
    "linked"."line" AS "line",
    "linked"."day" AS "day",
    "linked"."revenue" AS "revenue",
    "linked"."margin" AS "margin",
    COALESCE("linked"."linked_key", "candidates"."order_key") AS "order_key"
  FROM "linked"
  LEFT JOIN "candidates"
    ON "candidates"."customer_id" = "linked"."customer_id"
    AND "candidates"."load_id" = "linked"."load_id"
    AND "candidates"."line" = "linked"."line"
    AND "candidates"."place" = 1
), "net_orders" AS (
  WITH "given_back" AS (
    SELECT
      "customer_id",
      "order_key",
      SUM("revenue") AS "revenue",
      SUM("margin") AS "margin"
    FROM "refund_targets"
    WHERE
      NOT (
        "order_key" IS NULL
      )
    GROUP BY
      "customer_id",
      "order_key"
  )
  SELECT
    "sales"."customer_id" AS "customer_id",
    "sales"."order_key" AS "order_key",
    "sales"."day" AS "day",
    "sales"."gross_revenue" AS "gross_revenue",
    "sales"."gross_revenue" + COALESCE("given_back"."revenue", 0) AS "revenue",
    "sales"."gross_margin" + COALESCE("given_back"."margin", 0) AS "margin",
    "given_back"."revenue" IS NULL
    OR "sales"."gross_revenue" + "given_back"."revenue" > 0 AS "is_order"
  FROM "sales"
  LEFT JOIN "given_back"
    ON "given_back"."customer_id" = "sales"."customer_id"
    AND "given_back"."order_key" = "sales"."order_key"
  UNION ALL
  SELECT
    "customer_id",
    CONCAT('line ', "load_id", '/', "line") AS "order_key",
    "day",
    0 AS "gross_revenue",
    "revenue",
    "margin",
    FALSE AS "is_order"
  FROM "refund_targets"
  WHERE
    "order_key" IS NULL
), "day_totals" AS (
  SELECT
    "customer_id",
    "day",
    CAST(SUM(CASE WHEN "is_order" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "orders",
    CAST(SUM(CASE WHEN "is_order" THEN "margin" ELSE 0 END) AS Nullable(Decimal(18, 4))) AS "occasion_margin",
    CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin"
  FROM "net_orders"
  GROUP BY
    "customer_id",
    "day"
), "buyers" AS (
  SELECT
    "customer_id",
    MIN(CASE WHEN "orders" > 0 THEN "day" END) AS "first_order",
    MAX(CASE WHEN "orders" > 0 THEN "day" END) AS "last_order",
    SUM("orders") AS "orders",
    SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS "occasions",
    argMin(
      CASE WHEN "orders" > 0 THEN "occasion_margin" END,
      CASE WHEN "orders" > 0 THEN "day" END
    ) AS "first_margin",
    SUM("margin") AS "margin"
  FROM "day_totals"
  GROUP BY
    "customer_id"
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY "customer_id") - 1 AS Nullable(Int32)) AS "n",
  "customer_id",
  "first_order",
  "last_order",
  CAST("orders" AS Nullable(Int64)) AS "orders",
  CAST("occasions" - 1 AS Nullable(Int64)) AS "repeat_count",
  CAST(DATE_DIFF(DAY, "first_order", "last_order") AS Nullable(Int64)) AS "first_to_last",
  CAST(DATE_DIFF(DAY, "first_order", CAST('2024-12-31' AS Date32)) AS Nullable(Int64)) AS "age",
  CAST("margin" AS Nullable(Decimal(18, 4))) AS "margin_to_date",
  CASE
    WHEN "occasions" > 1
    THEN CAST("margin" - "first_margin" AS Nullable(Float64)) / (
      "occasions" - 1
    )
  END AS "mean_repeat_margin",
  CAST(CASE WHEN "occasions" > 1 THEN "first_margin" ELSE "margin" END AS Nullable(Float64)) AS "first_margin"
FROM "buyers"
WHERE
  "occasions" > 0
