SELECT
  CASE
    WHEN SUBSTRING(CAST("customer_id" AS Nullable(String)), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHAR(9), CHAR(10), CHAR(13))
    THEN CONCAT('''', COALESCE(CAST("customer_id" AS Nullable(String)), ''))
    ELSE CAST("customer_id" AS Nullable(String))
  END AS "customer_id",
  "first_order" AS "first_order",
  "last_order" AS "last_order",
  "orders" AS "orders",
  "repeat_count" AS "repeat_count",
  "margin_to_date" AS "margin_to_date",
  "p_alive" AS "p_alive",
  "expected_orders" AS "expected_orders",
  "expected_orders_low" AS "expected_orders_low",
  "expected_orders_high" AS "expected_orders_high",
  "value" AS "value",
  "value_low" AS "value_low",
  "value_high" AS "value_high",
  "level" AS "level",
  CASE "class_code"
    WHEN 0
    THEN 'best'
    WHEN 1
    THEN 'potential'
    WHEN 2
    THEN 'good'
    WHEN 3
    THEN 'never_profitable'
  END AS "value_class",
  CONCAT(
    COALESCE(
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
      END AS Nullable(String)),
      ''
    ),
    COALESCE(
      CAST(CASE
        WHEN "value" IS NULL
        THEN CONCAT(COALESCE(CAST("why" AS Nullable(String)), ''))
        WHEN "orders" = 1 AND "value_low" IS NULL
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "value_low" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "value_high" < "value"
        THEN CONCAT(
          'The last order so far on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' on average; most customers like this one bring ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          ' or less.'
        )
        WHEN "orders" = 1
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "repeat_count" = 0 OR "p_alive" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN TRUE
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '; ',
          COALESCE(
            CAST(CONCAT(
              COALESCE(
                CAST(CONCAT(
                  CASE WHEN (
                    100 * "p_alive"
                  ) <= -0.5 THEN '-' ELSE '' END,
                  replaceAll(
                    reverse(
                      TRIM(TRAILING ',' FROM replaceRegexpAll(
                        reverse(toString(CAST(FLOOR(ABS((
                          100 * "p_alive"
                        )) + 0.5) AS Nullable(Int64)))),
                        '(\\d{3})',
                        '\\1,'
                      ))
                    ),
                    ',',
                    ','
                  )
                ) AS Nullable(String)),
                ''
              ),
              ' %'
            ) AS Nullable(String)),
            ''
          ),
          ' likely to be still a customer. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
      END AS Nullable(String)),
      ''
    )
  ) AS "reason",
  "as_of" AS "as_of",
  "horizon_days" AS "horizon_days",
  "annual_rate" AS "annual_rate",
  "currency" AS "currency",
  "basis" AS "basis",
  "model" AS "model",
  "step" AS "step"
FROM (
  SELECT
    "valued".*,
    CAST(CAST('0.9' AS Nullable(Float64)) AS Nullable(Float64)) AS "level",
    'a text' AS "why",
    CAST(CAST('2024-12-31' AS Date32) AS Date32) AS "as_of",
    CAST(365 AS Nullable(Int32)) AS "horizon_days",
    CAST(CAST('0.1' AS Nullable(Float64)) AS Nullable(Float64)) AS "annual_rate",
    'a text' AS "currency",
    'a text' AS "basis",
    'a text' AS "model",
    'a text' AS "step"
  FROM (
    SELECT
      "histories".*,
      "forecasts"."p_alive" AS "p_alive",
      "forecasts"."expected_orders" AS "expected_orders",
      "forecasts"."expected_orders_low" AS "expected_orders_low",
      "forecasts"."expected_orders_high" AS "expected_orders_high",
      "forecasts"."value" AS "value",
      "forecasts"."value_low" AS "value_low",
      "forecasts"."value_high" AS "value_high",
      "classes"."class_code" AS "class_code"
    FROM "histories"
    JOIN "forecasts"
      ON "forecasts"."n" = "histories"."n"
    JOIN "classes"
      ON "classes"."n" = "histories"."n"
  ) AS "valued"
) AS "told"
ORDER BY
  "n"
