WITH "beside" AS (
  SELECT
    "lines".*,
    CASE
      WHEN "lines"."is_refund" = (
        "lines"."quantity" > 0
      )
      THEN -"lines"."quantity"
      ELSE "lines"."quantity"
    END AS "pieces",
    "products"."cost" AS "piece_cost"
  FROM "lines"
  LEFT JOIN "products"
    ON "products"."product_id" = "lines"."product_id"
), "looked_up" AS (
  SELECT
    "beside".*,
    CASE
      WHEN CAST("pieces" AS Nullable(Float64)) * CAST("piece_cost" AS Nullable(Float64)) < CAST(90000000000000 AS Nullable(Decimal(38, 0)))
      AND CAST("pieces" AS Nullable(Float64)) * CAST("piece_cost" AS Nullable(Float64)) > -CAST(90000000000000 AS Nullable(Decimal(38, 0)))
      THEN CAST(CAST(SIGN((
        "pieces" * "piece_cost"
      )) * FLOOR(
        ABS((
          "pieces" * "piece_cost"
        )) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)
      ) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
    END AS "of_product"
  FROM "beside"
)
SELECT
  "load_id",
  "line",
  "order_id",
  "customer_id",
  "ordered_at",
  "day",
  "product_id",
  "category",
  "revenue",
  COALESCE("cost", "of_product") AS "cost",
  "is_refund",
  "refund_of",
  "attributes",
  "quantity",
  "goods_back",
  "cost" IS NULL AND NOT (
    "of_product" IS NULL
  ) AS "is_by_product"
FROM "looked_up"
