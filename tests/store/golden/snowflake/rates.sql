SELECT
  "category",
  CAST("rate" AS DOUBLE) AS "rate"
FROM (VALUES
  ('it\'s', '0.345'),
  ('b', '1e-07')) AS "given"("category", "rate")
