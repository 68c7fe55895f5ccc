SELECT
  `currency`,
  CAST(SUM(`paid`) AS NUMERIC) AS `total`
FROM (
  SELECT
    `priced`.*,
    CASE
      WHEN `status` IN (
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
      WHEN NOT `status` IN (
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
      THEN 'status_unknown:status'
      WHEN `day` IS NULL
      THEN 'date_missing:date'
      WHEN `day` < CAST('1971-01-01' AS DATE)
      THEN 'date_placeholder:date'
      WHEN `day` > CAST('2024-12-31' AS DATE)
      THEN 'date_in_future:date'
      WHEN `raw_amount` IS NULL
      THEN 'number_missing:amount'
      WHEN `paid` IS NULL
      THEN 'number_too_large:amount'
      WHEN NOT COALESCE(`currency`, '') IN (
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
      THEN 'currency_unknown:currency'
    END AS `rule`
  FROM (
    SELECT
      `typed`.*,
      CASE `currency`
        WHEN 'USD'
        THEN (
          CAST(SIGN((
            `paid` * CAST('0.86' AS NUMERIC)
          )) * FLOOR(ABS((
            `paid` * CAST('0.86' AS NUMERIC)
          )) * 10000 + CAST('0.5' AS NUMERIC)) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
        )
        ELSE `paid`
      END AS `revenue`,
      CASE `currency`
        WHEN 'USD'
        THEN (
          CAST(SIGN((
            `line_cost` * CAST('0.86' AS NUMERIC)
          )) * FLOOR(
            ABS((
              `line_cost` * CAST('0.86' AS NUMERIC)
            )) * 10000 + CAST('0.5' AS NUMERIC)
          ) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
        )
        ELSE `line_cost`
      END AS `cost`
    FROM (
      SELECT
        `source`.`revenue` AS `raw_amount`,
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`customer_id` AS STRING), ''), ' ')) IN (
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
          THEN TRIM(CAST(`source`.`customer_id` AS STRING), ' ')
        END AS `customer_id`,
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`order_id` AS STRING), ''), ' ')) IN (
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
          THEN TRIM(CAST(`source`.`order_id` AS STRING), ' ')
        END AS `order_id`,
        NULLIF(TRIM(CAST(`source`.`product_id` AS STRING), ' '), '') AS `product_id`,
        NULLIF(TRIM(CAST(`source`.`category` AS STRING), ' '), '') AS `category`,
        CAST(NULL AS STRING) AS `refund_of`,
        CAST(`source`.`ordered_at` AS DATETIME) AS `ordered_at`,
        CAST(`source`.`ordered_at` AS DATE) AS `day`,
        CASE
          WHEN `source`.`revenue` < 100000000000000 AND `source`.`revenue` > -100000000000000
          THEN (
            CAST(SIGN(`source`.`revenue`) * FLOOR(ABS(`source`.`revenue`) * 10000 + CAST('0.5' AS NUMERIC)) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
          )
        END AS `paid`,
        CAST(NULL AS NUMERIC) AS `line_cost`,
        CAST(1 AS NUMERIC) AS `quantity`,
        CAST(NULL AS BOOL) AS `goods_back`,
        LOWER(TRIM(COALESCE(`source`.`product_id`, ''), ' ')) AS `status`,
        UPPER(TRIM(`source`.`category`, ' ')) AS `currency`
      FROM `order_lines` AS `source`
    ) AS `typed`
  ) AS `priced`
) AS `looked_at`
WHERE
  `rule` IS NULL AND NOT `currency` IS NULL
GROUP BY
  `currency`
ORDER BY
  COLLATE(`currency`, '') NULLS LAST
