SELECT
  interaction_id,
  customer_id,
  day,
  contact_channel,
  agent,
  minutes,
  target
FROM (
  SELECT
    interaction_id,
    customer_id,
    day,
    contact_channel,
    agent,
    waited,
    response_minutes AS minutes,
    CASE
      WHEN LOWER(TRIM(COALESCE(contact_channel, '')) COLLATE "und-x-icu") = 'phone'
      THEN CAST('1' AS DOUBLE PRECISION)
      WHEN LOWER(TRIM(COALESCE(contact_channel, '')) COLLATE "und-x-icu") = 'chat'
      THEN CAST('5' AS DOUBLE PRECISION)
      WHEN LOWER(TRIM(COALESCE(contact_channel, '')) COLLATE "und-x-icu") = 'social'
      THEN CAST('240' AS DOUBLE PRECISION)
      ELSE CAST('1440' AS DOUBLE PRECISION)
    END AS target
  FROM contacts
  WHERE
    NOT is_out
) AS held
WHERE
  minutes > target OR (
    minutes IS NULL AND waited > target
  )
ORDER BY
  day DESC NULLS LAST,
  interaction_id COLLATE "C"
LIMIT 20
