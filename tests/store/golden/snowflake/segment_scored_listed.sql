SELECT
  "histories"."n"
FROM "histories"
LEFT JOIN (
  SELECT
    "n",
    MIN("score") AS "found"
  FROM "customer_scores"
  WHERE
    "kind" = 'nps'
  GROUP BY
    "n"
) AS "part_a"
  ON "part_a"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    MIN("score") AS "found"
  FROM "customer_scores"
  WHERE
    "kind" = 'csat'
  GROUP BY
    "n"
) AS "part_b"
  ON "part_b"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    MIN("label") AS "found"
  FROM "customer_labels"
  WHERE
    "name" = 'plan'
  GROUP BY
    "n"
) AS "part_c"
  ON "part_c"."n" = "histories"."n"
LEFT JOIN "customer_traits"
  ON "customer_traits"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("complaints") AS "found"
  FROM "customer_interactions"
  WHERE
    "day" > CAST('2023-12-22' AS DATE)
  GROUP BY
    "n"
) AS "part_d"
  ON "part_d"."n" = "histories"."n"
LEFT JOIN "forecasts"
  ON "forecasts"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("amount") AS "found"
  FROM "customer_plans"
  GROUP BY
    "n"
) AS "part_e"
  ON "part_e"."n" = "histories"."n"
WHERE
  (
    (
      NOT (
        (
          "part_a"."found" < CAST('3.0' AS DOUBLE)
        )
        AND (
          "part_b"."found" < CAST('2.0' AS DOUBLE)
        )
      )
    )
    AND (
      (
        "part_c"."found" = 'pro'
      )
      OR (
        (
          2024 - "customer_traits"."birth_year"
        ) < 60
      )
    )
  )
  OR (
    COALESCE("part_d"."found", 0) > 1
  )
  OR (
    (
      NOT CASE
        WHEN "forecasts"."value" > 0
        THEN "forecasts"."value" * (
          1 - COALESCE("forecasts"."p_stays", "forecasts"."p_alive")
        )
        WHEN "forecasts"."value" <= 0 AND NOT "forecasts"."p_alive" IS NULL
        THEN CAST('0' AS DOUBLE)
      END = CAST('0.0' AS DOUBLE)
    )
    AND (
      CAST(COALESCE("part_e"."found", 0) AS DOUBLE) >= CAST('0.0' AS DOUBLE)
    )
  )
ORDER BY
  "histories"."n"
