SELECT
  "found"."period" AS "period",
  "found"."contact_channel" AS "level",
  SUM(CASE WHEN NOT "is_out" THEN 1 ELSE 0 END) AS "contacts",
  SUM(CASE WHEN "is_out" THEN 1 ELSE 0 END) AS "outgoing",
  SUM(CASE WHEN NOT "is_out" AND "is_complaint" THEN 1 ELSE 0 END) AS "complaints",
  SUM(
    CASE WHEN NOT "is_out" AND NOT (
      "found"."customer_id" IS NULL
    ) THEN 1 ELSE 0 END
  ) AS "of_known",
  SUM(
    CASE WHEN "is_repeat" AND NOT (
      "found"."customer_id" IS NULL
    ) THEN 1 ELSE 0 END
  ) AS "repeats",
  SUM(
    CASE WHEN NOT "is_out" AND NOT (
      "response_minutes" IS NULL
    ) THEN 1 ELSE 0 END
  ) AS "responses",
  quantileExactInclusive(CAST(CASE WHEN NOT "is_out" THEN "response_minutes" END AS Nullable(Float64))) AS "response_middle",
  SUM(
    CASE
      WHEN NOT "is_out"
      AND "response_minutes" <= CASE
        WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'phone'
        THEN CAST('1' AS Nullable(Float64))
        WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'chat'
        THEN CAST('5' AS Nullable(Float64))
        WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'social'
        THEN CAST('240' AS Nullable(Float64))
        ELSE CAST('1440' AS Nullable(Float64))
      END
      THEN 1
      ELSE 0
    END
  ) AS "answered_in_time",
  SUM(
    CASE
      WHEN NOT "is_out"
      AND (
        NOT (
          "response_minutes" IS NULL
        )
        OR "waited" > CASE
          WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'phone'
          THEN CAST('1' AS Nullable(Float64))
          WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'chat'
          THEN CAST('5' AS Nullable(Float64))
          WHEN lowerUTF8(TRIM(COALESCE("contact_channel", ''))) = 'social'
          THEN CAST('240' AS Nullable(Float64))
          ELSE CAST('1440' AS Nullable(Float64))
        END
      )
      THEN 1
      ELSE 0
    END
  ) AS "answerable",
  SUM(
    CASE
      WHEN NOT "is_out" AND "response_minutes" IS NULL AND "resolution_minutes" IS NULL
      THEN 1
      ELSE 0
    END
  ) AS "unanswered",
  SUM(
    CASE WHEN NOT "is_out" AND NOT (
      "resolution_minutes" IS NULL
    ) THEN 1 ELSE 0 END
  ) AS "resolutions",
  quantileExactInclusive(CAST(CASE WHEN NOT "is_out" THEN "resolution_minutes" END AS Nullable(Float64))) AS "resolution_middle",
  SUM(
    CASE
      WHEN NOT "is_out" AND "resolution_minutes" <= CAST('4320' AS Nullable(Float64))
      THEN 1
      ELSE 0
    END
  ) AS "resolved_in_time",
  SUM(
    CASE
      WHEN NOT "is_out"
      AND (
        NOT (
          "resolution_minutes" IS NULL
        )
        OR "waited" > CAST('4320' AS Nullable(Float64))
      )
      THEN 1
      ELSE 0
    END
  ) AS "resolvable"
FROM (
  SELECT
    "contacts"."customer_id" AS "customer_id",
    "periods"."period" AS "period",
    "contacts"."contact_channel" AS "contact_channel",
    "contacts"."agent" AS "agent",
    "contacts"."reason" AS "reason",
    "contacts"."area" AS "area",
    "contacts"."type" AS "type",
    "contacts"."is_out" AS "is_out",
    "contacts"."is_complaint" AS "is_complaint",
    "contacts"."response_minutes" AS "response_minutes",
    "contacts"."resolution_minutes" AS "resolution_minutes",
    "contacts"."waited" AS "waited",
    "contacts"."is_repeat" AS "is_repeat"
  FROM "contacts"
  JOIN "periods"
    ON "periods"."month" = "contacts"."month"
) AS "found"
GROUP BY
  "found"."period",
  "found"."contact_channel"
