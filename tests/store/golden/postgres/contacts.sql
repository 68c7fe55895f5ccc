WITH asking AS (
  SELECT
    *
  FROM interactions
  WHERE
    NOT LOWER(TRIM(COALESCE(type, '')) COLLATE "und-x-icu") IN (
      'visit',
      'open',
      'click',
      'view',
      'impression',
      'search',
      'download',
      'engage',
      'basket',
      'cart',
      'checkout',
      'signup',
      'subscribe',
      'trial',
      'demo',
      'quote'
    )
), held AS (
  SELECT
    interaction_id,
    customer_id,
    day,
    channel,
    agent,
    reason,
    area,
    type,
    direction,
    is_complaint,
    response_minutes,
    resolution_minutes,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY opened_at, interaction_id COLLATE "C") AS place
  FROM asking
  WHERE
    NOT LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
), outgoing AS (
  SELECT
    *
  FROM asking
  WHERE
    LOWER(TRIM(COALESCE(direction, '')) COLLATE "und-x-icu") = 'out'
)
SELECT
  held.interaction_id,
  held.customer_id,
  held.day,
  CAST(EXTRACT(YEAR FROM held.day) * 12 + EXTRACT(MONTH FROM held.day) - 1 AS INT) AS month,
  held.channel AS contact_channel,
  held.agent,
  held.reason,
  held.area,
  held.type,
  FALSE AS is_out,
  held.is_complaint,
  held.response_minutes,
  held.resolution_minutes,
  CAST((
    CAST('2024-12-31' AS DATE) - held.day
  ) AS DOUBLE PRECISION) * 1440 AS waited,
  CASE WHEN (
    held.day - earlier.day
  ) <= 7 THEN TRUE ELSE FALSE END AS is_repeat
FROM held
LEFT JOIN held AS earlier
  ON earlier.customer_id = held.customer_id AND earlier.place = held.place - 1
UNION ALL
SELECT
  interaction_id,
  customer_id,
  day,
  CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT) AS month,
  channel AS contact_channel,
  agent,
  reason,
  area,
  type,
  TRUE AS is_out,
  is_complaint,
  response_minutes,
  resolution_minutes,
  CAST((
    CAST('2024-12-31' AS DATE) - day
  ) AS DOUBLE PRECISION) * 1440 AS waited,
  FALSE AS is_repeat
FROM outgoing
