SELECT
  "gender"
FROM "customer_traits"
WHERE
  NOT (
    "gender" IS NULL
  )
GROUP BY
  "gender"
ORDER BY
  COUNT(*) DESC,
  "gender"
LIMIT 20
