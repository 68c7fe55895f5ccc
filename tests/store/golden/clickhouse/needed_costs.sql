SELECT
  COUNT(*)
FROM (
  SELECT
    "cost"
  FROM "interactions"
  WHERE
    NOT (
      "cost" IS NULL
    )
  UNION ALL
  SELECT
    "cost"
  FROM "contact_costs"
  WHERE
    NOT "kind" = 'none'
) AS "stated"
