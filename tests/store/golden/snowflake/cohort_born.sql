SELECT
  "n",
  CAST(DATE_PART(YEAR, "first_order") * 12 + DATE_PART(MONTH, "first_order") - 1 AS INT) AS "month"
FROM "histories"
ORDER BY
  "n"
