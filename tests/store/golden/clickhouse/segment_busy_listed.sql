SELECT
  "histories"."n" AS "n"
FROM "histories"
LEFT JOIN (
  SELECT
    "n",
    SUM("orders") AS "found"
  FROM "customer_days"
  WHERE
    "day" > CAST('2024-03-01' AS Date32)
  GROUP BY
    "n"
) AS "part_a"
  ON "part_a"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    COUNT(*) AS "found"
  FROM "customer_products"
  WHERE
    "product_id" = 'p'
  GROUP BY
    "n"
) AS "part_b"
  ON "part_b"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("subscriptions") AS "found"
  FROM "customer_plans"
  WHERE
    "plan" = 'pro'
  GROUP BY
    "n"
) AS "part_c"
  ON "part_c"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    COUNT(*) AS "found"
  FROM "customer_products"
  WHERE
    "category" = 'hats' AND "last_day" > CAST('2024-02-20' AS Date32)
  GROUP BY
    "n"
) AS "part_d"
  ON "part_d"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("interactions") AS "found"
  FROM "customer_interactions"
  WHERE
    "type" = 'call'
  GROUP BY
    "n"
) AS "part_e"
  ON "part_e"."n" = "histories"."n"
WHERE
  (
    COALESCE("part_a"."found", 0) >= 1
  )
  AND (
    (
      (
        COALESCE("part_b"."found", 0) > 0
      )
    )
    OR (
      (
        COALESCE("part_c"."found", 0) > 0
      )
    )
    OR (
      (
        COALESCE("part_d"."found", 0) > 0
      )
    )
    OR (
      COALESCE("part_e"."found", 0) < 2
    )
  )
ORDER BY
  "histories"."n"
