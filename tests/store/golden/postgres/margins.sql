SELECT
  CAST(margin_to_date AS DOUBLE PRECISION) AS money
FROM histories
