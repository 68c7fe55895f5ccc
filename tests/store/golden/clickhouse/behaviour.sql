SELECT
  "n",
  "repeat_count" + 1 AS "occasions",
  "age",
  "age" - "first_to_last" AS "days_since_last",
  "first_to_last",
  CAST("margin_to_date" AS Nullable(Float64)) AS "margin"
FROM "histories"
ORDER BY
  "n"
