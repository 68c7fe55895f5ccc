SELECT
  "histories"."n" AS "n"
FROM "histories"
LEFT JOIN "customer_traits"
  ON "customer_traits"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("cost") AS "found"
  FROM "customer_costs"
  GROUP BY
    "n"
) AS "part_a"
  ON "part_a"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("revenue") AS "found"
  FROM "customer_days"
  GROUP BY
    "n"
) AS "part_b"
  ON "part_b"."n" = "histories"."n"
LEFT JOIN "classes"
  ON "classes"."n" = "histories"."n"
LEFT JOIN (
  SELECT
    "n",
    SUM("open_complaints") AS "found"
  FROM "customer_interactions"
  GROUP BY
    "n"
) AS "part_c"
  ON "part_c"."n" = "histories"."n"
WHERE
  (
    NOT (
      COALESCE(
        (
          (
            (
              "histories"."age" - "histories"."first_to_last"
            ) >= 0
          )
          AND (
            NOT (
              (
                "customer_traits"."channel" = 'it''s'
              )
              OR (
                "histories"."first_order" < CAST('2024-02-19' AS Date32)
              )
            )
          )
        )
        OR (
          "customer_traits"."birth_year" IS NULL
        ),
        FALSE
      )
    )
  )
  AND (
    CAST(COALESCE("part_a"."found", 0) AS Nullable(Float64)) > CAST('0.0' AS Nullable(Float64))
  )
  AND (
    CAST(COALESCE("part_b"."found", 0) AS Nullable(Float64)) > CAST('1.5' AS Nullable(Float64))
  )
  AND (
    (
      CASE
        WHEN "classes"."class_code" = 0
        THEN 'best'
        WHEN "classes"."class_code" = 1
        THEN 'potential'
        WHEN "classes"."class_code" = 2
        THEN 'good'
        WHEN "classes"."class_code" = 3
        THEN 'never_profitable'
      END IN ('best', 'good')
    )
    OR (
      (
        COALESCE("part_c"."found", 0) > 0
      )
    )
    OR (
      (
        NOT (
          "customer_traits"."referred_by" IS NULL
        )
      )
    )
  )
ORDER BY
  "histories"."n"
