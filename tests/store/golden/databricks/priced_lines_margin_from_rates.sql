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
  CAST(CAST(CASE
    WHEN (
      `revenue` * COALESCE(
        (
          SELECT
            MAX(`margin_rates`.`rate`)
          FROM `margin_rates`
          WHERE
            `margin_rates`.`category` = `costed_lines`.`category`
        ),
        CAST('0.35' AS DOUBLE)
      )
    ) < 0
    THEN -FLOOR(
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
            CAST('0.35' AS DOUBLE)
          )
        )
      ) * 10000 + 0.5
    )
    ELSE FLOOR(
      (
        `revenue` * COALESCE(
          (
            SELECT
              MAX(`margin_rates`.`rate`)
            FROM `margin_rates`
            WHERE
              `margin_rates`.`category` = `costed_lines`.`category`
          ),
          CAST('0.35' AS DOUBLE)
        )
      ) * 10000 + 0.5
    )
  END AS BIGINT) * 0.0001 AS DECIMAL(18, 4)) AS `margin`
FROM `costed_lines`
WHERE
  `day` <= CAST('2024-12-31' AS DATE) AND NOT `customer_id` IS NULL
