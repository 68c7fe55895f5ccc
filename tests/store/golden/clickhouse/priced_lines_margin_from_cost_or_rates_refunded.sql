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
              (
                SELECT
                  MAX("margin_rates"."rate")
                FROM "margin_rates"
                WHERE
                  "margin_rates"."category" = "costed_lines"."category"
              ),
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
                (
                  SELECT
                    MAX("margin_rates"."rate")
                  FROM "margin_rates"
                  WHERE
                    "margin_rates"."category" = "costed_lines"."category"
                ),
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
