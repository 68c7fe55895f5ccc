SELECT
  load_id,
  line,
  order_id,
  customer_id,
  ordered_at,
  day,
  product_id,
  category,
  is_refund,
  refund_of,
  revenue,
  CAST(revenue - COALESCE(
    cost,
    CAST(CAST(SIGN(
      (
        revenue * (
          1 - COALESCE(
            CAST(CAST(0.35 AS DOUBLE PRECISION) AS DOUBLE PRECISION),
            (
              SELECT
                rate
              FROM mean_margin_rate
            ),
            0
          )
        )
      )
    ) * FLOOR(
      ABS(
        (
          revenue * (
            1 - COALESCE(
              CAST(CAST(0.35 AS DOUBLE PRECISION) AS DOUBLE PRECISION),
              (
                SELECT
                  rate
                FROM mean_margin_rate
              ),
              0
            )
          )
        )
      ) * 10000 + 0.5
    ) AS BIGINT) * 0.0001 AS DECIMAL(18, 4))
  ) AS DECIMAL(18, 4)) AS margin
FROM costed_lines
WHERE
  day <= CAST('2024-12-31' AS DATE) AND NOT customer_id IS NULL
