SELECT
  "histories"."n" AS "n"
FROM "histories"
LEFT JOIN "customer_traits"
  ON "customer_traits"."n" = "histories"."n"
WHERE
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
  )
ORDER BY
  "histories"."n"
