SELECT
  "lines"."category" AS "category",
  COUNT(*) AS "times"
FROM "lines"
LEFT JOIN "margin_rates"
  ON "margin_rates"."category" = "lines"."category"
WHERE
  "day" <= CAST('2024-12-31' AS Date32) AND "margin_rates"."rate" IS NULL
GROUP BY
  "lines"."category"
ORDER BY
  "times" DESC,
  "lines"."category"
