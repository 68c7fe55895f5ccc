SELECT
  "gender"
FROM "customer_traits"
WHERE
  NOT "gender" IS NULL
GROUP BY
  "gender"
ORDER BY
  COUNT(*) DESC NULLS LAST,
  COLLATE("gender", 'utf8')
LIMIT 20
