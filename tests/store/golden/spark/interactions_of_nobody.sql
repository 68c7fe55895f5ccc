SELECT
  COUNT(*),
  COUNT(opened_at),
  MAX(day)
FROM (
  SELECT
    CAST(NULL AS STRING) AS interaction_id,
    CAST(NULL AS STRING) AS customer_id,
    CAST(NULL AS TIMESTAMP_NTZ) AS opened_at,
    CAST(NULL AS DATE) AS day,
    CAST(NULL AS STRING) AS channel,
    CAST(NULL AS STRING) AS campaign,
    CAST(NULL AS STRING) AS direction,
    CAST(NULL AS STRING) AS type,
    CAST(NULL AS STRING) AS reason,
    CAST(NULL AS STRING) AS area,
    CAST(NULL AS BOOLEAN) AS is_complaint,
    CAST(NULL AS DOUBLE) AS response_minutes,
    CAST(NULL AS DATE) AS resolved_day,
    CAST(NULL AS DOUBLE) AS resolution_minutes,
    CAST(NULL AS STRING) AS state,
    CAST(NULL AS STRING) AS agent,
    CAST(NULL AS STRING) AS owner,
    CAST(NULL AS STRING) AS outcome,
    CAST(NULL AS STRING) AS promise,
    CAST(NULL AS DATE) AS promise_due,
    CAST(NULL AS DATE) AS next_contact,
    CAST(NULL AS STRING) AS product_id,
    CAST(NULL AS DECIMAL(18, 4)) AS cost
  FROM (
    SELECT
      1 AS one
  ) AS nothing
  WHERE
    one = 0
) AS nobody
