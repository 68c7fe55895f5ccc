SELECT
  `load_id`,
  `line`,
  `order_id`,
  `customer_id`,
  `ordered_at`,
  `day`,
  `product_id`,
  `category`,
  `is_refund`,
  `refund_of`,
  `revenue`,
  CAST(`revenue` - COALESCE(
    `cost`,
    (
      CAST(SIGN(
        (
          `revenue` * (
            1 - COALESCE(
              CAST(CAST('0.35' AS FLOAT64) AS FLOAT64),
              (
                SELECT
                  `rate`
                FROM `mean_margin_rate`
              ),
              0
            )
          )
        )
      ) * FLOOR(
        ABS(
          (
            `revenue` * (
              1 - COALESCE(
                CAST(CAST('0.35' AS FLOAT64) AS FLOAT64),
                (
                  SELECT
                    `rate`
                  FROM `mean_margin_rate`
                ),
                0
              )
            )
          )
        ) * 10000 + CAST('0.5' AS NUMERIC)
      ) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
    )
  ) AS NUMERIC) AS `margin`
FROM `costed_lines`
WHERE
  `day` <= CAST('2024-12-31' AS DATE) AND NOT `customer_id` IS NULL
