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
  CASE
    WHEN NOT `goods_back`
    THEN `revenue`
    ELSE (
      CAST(SIGN(
        (
          `revenue` * COALESCE(
            (
              SELECT
                MAX(`margin_rates`.`rate`)
              FROM `margin_rates`
              WHERE
                `margin_rates`.`category` = `costed_lines`.`category`
            ),
            CAST('0.35' AS FLOAT64)
          )
        )
      ) * FLOOR(
        ABS(
          (
            `revenue` * COALESCE(
              (
                SELECT
                  MAX(`margin_rates`.`rate`)
                FROM `margin_rates`
                WHERE
                  `margin_rates`.`category` = `costed_lines`.`category`
              ),
              CAST('0.35' AS FLOAT64)
            )
          )
        ) * 10000 + CAST('0.5' AS NUMERIC)
      ) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
    )
  END AS `margin`
FROM `costed_lines`
WHERE
  `day` <= CAST('2024-12-31' AS DATE) AND NOT `customer_id` IS NULL
