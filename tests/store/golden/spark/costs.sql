SELECT
  kind,
  channel,
  CAST(cost AS DECIMAL(18, 4)) AS cost
FROM VALUES
  ('contact', 'it\'s', '4.5'),
  ('contact', '*', '0.1') AS given(kind, channel, cost)
