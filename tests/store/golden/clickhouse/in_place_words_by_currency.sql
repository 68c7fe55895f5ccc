SELECT
  "status",
  CAST(COUNT(*) AS Nullable(Int64)) AS "times"
FROM (
  SELECT
    "priced".*,
    CASE
      WHEN "status" IN (
        'cancelled',
        'canceled',
        'test',
        'draft',
        'unpaid',
        'void',
        'voided',
        'failed',
        'declined',
        'abandoned',
        'expired',
        'rejected',
        'payment failed',
        'pending payment',
        'awaiting payment',
        'cancelado',
        'cancelada',
        'anulado',
        'anulada',
        'prueba',
        'borrador',
        'impagado',
        'impagada',
        'pendiente de pago',
        'fallido',
        'fallida',
        'rechazado',
        'rechazada',
        'q'
      )
      THEN 'status_excluded:status'
      WHEN NOT (
        "status" IN (
          'paid',
          'completed',
          'complete',
          'shipped',
          'delivered',
          'fulfilled',
          'invoiced',
          'closed',
          'processed',
          'dispatched',
          'received',
          'success',
          'succeeded',
          'partially shipped',
          'pagado',
          'pagada',
          'completado',
          'completada',
          'enviado',
          'enviada',
          'entregado',
          'entregada',
          'facturado',
          'facturada',
          'cobrado',
          'cobrada',
          'servido',
          'servida',
          'cancelled',
          'canceled',
          'test',
          'draft',
          'unpaid',
          'void',
          'voided',
          'failed',
          'declined',
          'abandoned',
          'expired',
          'rejected',
          'payment failed',
          'pending payment',
          'awaiting payment',
          'cancelado',
          'cancelada',
          'anulado',
          'anulada',
          'prueba',
          'borrador',
          'impagado',
          'impagada',
          'pendiente de pago',
          'fallido',
          'fallida',
          'rechazado',
          'rechazada',
          'p',
          'q'
        )
      )
      THEN 'status_unknown:status'
      WHEN "day" IS NULL
      THEN 'date_missing:date'
      WHEN "day" < CAST('1971-01-01' AS Date32)
      THEN 'date_placeholder:date'
      WHEN "day" > CAST('2024-12-31' AS Date32)
      THEN 'date_in_future:date'
      WHEN "raw_amount" IS NULL
      THEN 'number_missing:amount'
      WHEN "paid" IS NULL
      THEN 'number_too_large:amount'
      WHEN NOT (
        COALESCE("currency", '') IN (
          'BIF',
          'CLP',
          'DJF',
          'GNF',
          'ISK',
          'JPY',
          'KMF',
          'KRW',
          'PYG',
          'RWF',
          'UGX',
          'UYI',
          'VND',
          'VUV',
          'XAF',
          'XOF',
          'XPF',
          'AED',
          'AFN',
          'ALL',
          'AMD',
          'ANG',
          'AOA',
          'ARS',
          'AUD',
          'AWG',
          'AZN',
          'BAM',
          'BBD',
          'BDT',
          'BGN',
          'BMD',
          'BND',
          'BOB',
          'BRL',
          'BSD',
          'BTN',
          'BWP',
          'BYN',
          'BZD',
          'CAD',
          'CDF',
          'CHF',
          'CNY',
          'COP',
          'CRC',
          'CUP',
          'CVE',
          'CZK',
          'DKK',
          'DOP',
          'DZD',
          'EGP',
          'ERN',
          'ETB',
          'EUR',
          'FJD',
          'FKP',
          'GBP',
          'GEL',
          'GHS',
          'GIP',
          'GMD',
          'GTQ',
          'GYD',
          'HKD',
          'HNL',
          'HTG',
          'HUF',
          'IDR',
          'ILS',
          'INR',
          'IRR',
          'JMD',
          'KES',
          'KGS',
          'KHR',
          'KPW',
          'KYD',
          'KZT',
          'LAK',
          'LBP',
          'LKR',
          'LRD',
          'LSL',
          'MAD',
          'MDL',
          'MGA',
          'MKD',
          'MMK',
          'MNT',
          'MOP',
          'MRU',
          'MUR',
          'MVR',
          'MWK',
          'MXN',
          'MYR',
          'MZN',
          'NAD',
          'NGN',
          'NIO',
          'NOK',
          'NPR',
          'NZD',
          'PAB',
          'PEN',
          'PGK',
          'PHP',
          'PKR',
          'PLN',
          'QAR',
          'RON',
          'RSD',
          'RUB',
          'SAR',
          'SBD',
          'SCR',
          'SDG',
          'SEK',
          'SGD',
          'SHP',
          'SLE',
          'SOS',
          'SRD',
          'SSP',
          'STN',
          'SVC',
          'SYP',
          'SZL',
          'THB',
          'TJS',
          'TMT',
          'TOP',
          'TRY',
          'TTD',
          'TWD',
          'TZS',
          'UAH',
          'USD',
          'UYU',
          'UZS',
          'VED',
          'VES',
          'WST',
          'XCD',
          'YER',
          'ZAR',
          'ZMW',
          'ZWG',
          'BHD',
          'IQD',
          'JOD',
          'KWD',
          'LYD',
          'OMR',
          'TND'
        )
      )
      THEN 'currency_unknown:currency'
    END AS "rule"
  FROM (
    SELECT
      "typed".*,
      CASE "currency"
        WHEN 'USD'
        THEN CAST(CAST(SIGN((
          "paid" * CAST('0.86' AS Nullable(Decimal(18, 8)))
        )) * FLOOR(
          ABS((
            "paid" * CAST('0.86' AS Nullable(Decimal(18, 8)))
          )) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)
        ) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
        ELSE "paid"
      END AS "revenue",
      CASE "currency"
        WHEN 'USD'
        THEN CAST(CAST(SIGN((
          "line_cost" * CAST('0.86' AS Nullable(Decimal(18, 8)))
        )) * FLOOR(
          ABS((
            "line_cost" * CAST('0.86' AS Nullable(Decimal(18, 8)))
          )) * toDecimal256(10000, 0) + toDecimal256('0.5', 1)
        ) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
        ELSE "line_cost"
      END AS "cost"
    FROM (
      SELECT
        "source"."revenue" AS "raw_amount",
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
        nullIf(TRIM(CAST("source"."category" AS Nullable(String))), '') AS "category",
        CAST(NULL AS Nullable(String)) AS "refund_of",
        CAST("source"."ordered_at" AS Nullable(DateTime64(6))) AS "ordered_at",
        CAST("source"."ordered_at" AS Date32) AS "day",
        CASE
          WHEN "source"."revenue" < CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          AND "source"."revenue" > -CAST(100000000000000 AS Nullable(Decimal(38, 0)))
          THEN CAST(CAST(SIGN("source"."revenue") * FLOOR(ABS("source"."revenue") * toDecimal256(10000, 0) + toDecimal256('0.5', 1)) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4))
        END AS "paid",
        CAST(NULL AS Nullable(Decimal(18, 4))) AS "line_cost",
        CAST(1 AS Nullable(Decimal(18, 6))) AS "quantity",
        CAST(NULL AS Nullable(Bool)) AS "goods_back",
        lowerUTF8(TRIM(COALESCE("source"."product_id", ''))) AS "status",
        upperUTF8(TRIM("source"."category")) AS "currency"
      FROM "order_lines" AS "source"
    ) AS "typed"
  ) AS "priced"
) AS "looked_at"
GROUP BY
  "status"
ORDER BY
  "times" DESC,
  "status"
LIMIT 1000
