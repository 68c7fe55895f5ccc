SELECT
  "n",
  "customer_id",
  "class_code",
  "first_order",
  "last_order",
  "orders",
  "repeat_count",
  "margin_to_date",
  "revenue",
  "revenue_rank",
  "margin_rank",
  "value",
  "value_low",
  "value_high",
  "p_alive",
  "value_at_stake",
  CONCAT(
    CAST(COALESCE(
      CAST(CASE
        WHEN "class_code" = 2 AND "value" <= 0
        THEN 'Not expected to add to the value of the base. '
        WHEN "class_code" = 0
        THEN 'Among the few who hold most of the value. '
        WHEN "class_code" = 1
        THEN 'A fair chance to reach the value of the best. '
        WHEN "class_code" = 2
        THEN 'Adds to the value of the base. '
        WHEN "class_code" = 3
        THEN 'Loses money even at the upper end of the interval. '
        ELSE ''
      END AS VARCHAR),
      ''
    ) AS VARCHAR),
    CAST(COALESCE(
      CAST(CASE
        WHEN "value" IS NULL
        THEN CAST(COALESCE(CAST("why" AS VARCHAR), '') AS VARCHAR)
        WHEN "orders" = 1 AND "value_low" IS NULL
        THEN CONCAT(
          CAST('One order so far, on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST('.' AS VARCHAR)
        )
        WHEN "value_low" IS NULL
        THEN CONCAT(
          CAST(COALESCE(
            CAST(REPLACE(FORMAT('%,d', CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS BIGINT)), ',', ',') AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' orders so far, the last on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST('.' AS VARCHAR)
        )
        WHEN "value_high" < "value"
        THEN CONCAT(
          CAST('The last order so far on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' on average; most customers like this one bring ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' or less.' AS VARCHAR)
        )
        WHEN "orders" = 1
        THEN CONCAT(
          CAST('One order so far, on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(', between ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' and ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST('.' AS VARCHAR)
        )
        WHEN "repeat_count" = 0 OR "p_alive" IS NULL
        THEN CONCAT(
          CAST(COALESCE(
            CAST(REPLACE(FORMAT('%,d', CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS BIGINT)), ',', ',') AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' orders so far, the last on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(', between ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' and ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST('.' AS VARCHAR)
        )
        WHEN TRUE
        THEN CONCAT(
          CAST(COALESCE(
            CAST(REPLACE(FORMAT('%,d', CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS BIGINT)), ',', ',') AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' orders so far, the last on ' AS VARCHAR),
          CAST(COALESCE(CAST("last_order" AS VARCHAR), '') AS VARCHAR),
          CAST('; ' AS VARCHAR),
          CAST(COALESCE(
            CAST(CONCAT(
              CAST(COALESCE(
                CAST(REPLACE(
                  FORMAT(
                    '%,d',
                    CAST(SIGN((
                      100 * "p_alive"
                    )) * FLOOR(ABS((
                      100 * "p_alive"
                    )) + 0.5) AS BIGINT)
                  ),
                  ',',
                  ','
                ) AS VARCHAR),
                ''
              ) AS VARCHAR),
              CAST(' %' AS VARCHAR)
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' likely to be still a customer. Expected value in the next ' AS VARCHAR),
          CAST(COALESCE(
            CAST(REPLACE(
              FORMAT('%,d', CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS BIGINT)),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' days: ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT('%,.2f', CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS BIGINT) * 0.01),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(', between ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST(' and ' AS VARCHAR),
          CAST(COALESCE(
            CAST(TRANSLATE(
              FORMAT(
                '%,.2f',
                CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS BIGINT) * 0.01
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ) AS VARCHAR),
          CAST('.' AS VARCHAR)
        )
      END AS VARCHAR),
      ''
    ) AS VARCHAR)
  ) AS "reason"
FROM (
  SELECT
    "n",
    "customer_id",
    "class_code",
    "first_order",
    "last_order",
    "orders",
    "repeat_count",
    "margin_to_date",
    "revenue",
    "revenue_rank",
    "margin_rank",
    "value",
    "value_low",
    "value_high",
    "p_alive",
    "value_at_stake",
    'a text' AS "why",
    CAST(365 AS INTEGER) AS "horizon_days"
  FROM "customer_list"
  WHERE
    "n" IN (0, 7)
) AS "told"
