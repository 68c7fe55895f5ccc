SELECT
  "code",
  "level"
FROM (
  SELECT
    CAST(ROW_NUMBER() OVER (ORDER BY "people" DESC, "level") - 1 AS Nullable(Int32)) AS "code",
    "level"
  FROM (
    SELECT
      "level",
      COUNT(*) AS "people"
    FROM "split_people"
    WHERE
      NOT (
        "level" IS NULL
      )
    GROUP BY
      "level"
  ) AS "counted"
) AS "numbered"
WHERE
  "code" < 20
