SELECT
  COUNT(*)
FROM (
  SELECT
    "customer_id"
  FROM "interactions"
  WHERE
    "day" > CAST('2023-12-31' AS Date32)
    AND NOT (
      "customer_id" IS NULL
    )
    AND (
      NOT (
        "reason" IS NULL
      ) OR "is_complaint"
    )
    AND NOT COALESCE("direction", 'in') = 'out'
  GROUP BY
    "customer_id"
) AS "everybody"
