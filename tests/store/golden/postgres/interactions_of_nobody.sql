SELECT
  COUNT(*),
  COUNT(opened_at),
  MAX(day)
FROM (
  SELECT
    CAST(NULL AS TEXT) AS interaction_id,
    CAST(NULL AS TEXT) AS customer_id,
    CAST(NULL AS TIMESTAMP) AS opened_at,
    CAST(NULL AS DATE) AS day,
    CAST(NULL AS TEXT) AS channel,
    CAST(NULL AS TEXT) AS campaign,
    CAST(NULL AS TEXT) AS direction,
    CAST(NULL AS TEXT) AS type,
    CAST(NULL AS TEXT) AS reason,
    CAST(NULL AS TEXT) AS area,
    CAST(NULL AS BOOLEAN) AS is_complaint,
    CAST(NULL AS DOUBLE PRECISION) AS response_minutes,
    CAST(NULL AS DATE) AS resolved_day,
    CAST(NULL AS DOUBLE PRECISION) AS resolution_minutes,
    CAST(NULL AS TEXT) AS state,
    CAST(NULL AS TEXT) AS agent,
    CAST(NULL AS TEXT) AS owner,
    CAST(NULL AS TEXT) AS outcome,
    CAST(NULL AS TEXT) AS promise,
    CAST(NULL AS DATE) AS promise_due,
    CAST(NULL AS DATE) AS next_contact,
    CAST(NULL AS TEXT) AS product_id,
    CAST(NULL AS DECIMAL(18, 4)) AS cost
  FROM (
    SELECT
      1 AS one
  ) AS nothing
  WHERE
    one = 0
) AS nobody
