SELECT
  "found"."period" AS "period",
  SUM("opening") AS "mrr_start",
  SUM("closing") AS "mrr",
  SUM(CASE WHEN "opening" = 0 AND "had" = 0 THEN "closing" ELSE 0 END) AS "mrr_new",
  SUM(CASE WHEN "opening" = 0 AND "had" = 1 THEN "closing" ELSE 0 END) AS "mrr_reactivated",
  SUM(
    CASE
      WHEN "opening" > 0 AND "closing" > "opening"
      THEN "closing" - "opening"
      ELSE 0
    END
  ) AS "mrr_expansion",
  SUM(
    CASE
      WHEN "closing" > 0 AND "closing" < "opening"
      THEN "opening" - "closing"
      ELSE 0
    END
  ) AS "mrr_contraction",
  SUM(CASE WHEN "opening" > 0 AND "closing" = 0 THEN "opening" ELSE 0 END) AS "mrr_churned",
  SUM(CASE WHEN "opening" > 0 THEN "closing" ELSE 0 END) AS "mrr_kept",
  SUM(
    CASE
      WHEN "opening" > 0 AND "closing" < "opening"
      THEN "closing"
      WHEN "opening" > 0
      THEN "opening"
      ELSE 0
    END
  ) AS "mrr_held",
  SUM(CAST("opening" AS Nullable(Decimal(19, 4))) * "opening") AS "opening2",
  SUM(
    CASE
      WHEN "opening" > 0
      THEN CAST("closing" AS Nullable(Decimal(19, 4))) * "closing"
      ELSE 0
    END
  ) AS "kept2",
  SUM(
    CASE
      WHEN "opening" > 0
      THEN CAST("closing" AS Nullable(Decimal(19, 4))) * "opening"
      ELSE 0
    END
  ) AS "kept_opening",
  SUM(
    CASE
      WHEN "opening" > 0 AND "closing" < "opening"
      THEN CAST("closing" AS Nullable(Decimal(19, 4))) * "closing"
      WHEN "opening" > 0
      THEN CAST("opening" AS Nullable(Decimal(19, 4))) * "opening"
      ELSE 0
    END
  ) AS "held2",
  SUM(
    CASE
      WHEN "opening" > 0 AND "closing" < "opening"
      THEN CAST("closing" AS Nullable(Decimal(19, 4))) * "opening"
      WHEN "opening" > 0
      THEN CAST("opening" AS Nullable(Decimal(19, 4))) * "opening"
      ELSE 0
    END
  ) AS "held_opening",
  SUM(CAST("closing" AS Nullable(Decimal(19, 4))) * "closing") AS "closing2",
  SUM(CASE WHEN "closing" > "opening" THEN "closing" - "opening" ELSE 0 END) AS "added",
  SUM(CASE WHEN "closing" < "opening" THEN "opening" - "closing" ELSE 0 END) AS "lost",
  SUM(CASE WHEN "closing" > 0 THEN 1 ELSE 0 END) AS "accounts",
  SUM(CASE WHEN "opening" > 0 THEN 1 ELSE 0 END) AS "at_start",
  SUM(CASE WHEN "opening" > 0 AND "closing" = 0 THEN 1 ELSE 0 END) AS "left",
  SUM(
    CASE WHEN "opening" > 0 AND "closing" = 0 AND "involuntary" = 1 THEN 1 ELSE 0 END
  ) AS "left_involuntary",
  SUM(
    CASE
      WHEN "opening" > 0 AND "closing" = 0 AND "involuntary" = 0 AND "voluntary" = 1
      THEN 1
      ELSE 0
    END
  ) AS "left_voluntary",
  COUNT(*) AS "rows"
FROM (
  SELECT
    "customer_id",
    "period",
    CAST("opening" AS Nullable(Decimal(18, 4))) AS "opening",
    CAST("closing" AS Nullable(Decimal(18, 4))) AS "closing",
    "had",
    "involuntary",
    "voluntary"
  FROM (
    SELECT
      "subscription_rows"."customer_id" AS "customer_id",
      "spans"."period" AS "period",
      SUM(
        CASE
          WHEN "subscription_rows"."started" <= "spans"."opens"
          AND (
            "subscription_rows"."ended" IS NULL
            OR "subscription_rows"."ended" > "spans"."opens"
          )
          THEN "subscription_rows"."amount"
          ELSE 0
        END
      ) AS "opening",
      SUM(
        CASE
          WHEN "subscription_rows"."started" <= "spans"."closes"
          AND (
            "subscription_rows"."ended" IS NULL
            OR "subscription_rows"."ended" > "spans"."closes"
          )
          THEN "subscription_rows"."amount"
          ELSE 0
        END
      ) AS "closing",
      MAX(
        CASE
          WHEN "subscription_rows"."amount" > 0
          AND "subscription_rows"."started" <= "spans"."opens"
          THEN 1
          ELSE 0
        END
      ) AS "had",
      MAX(
        CASE
          WHEN "subscription_rows"."ended" > "spans"."opens"
          AND "subscription_rows"."ended" <= "spans"."closes"
          AND "subscription_rows"."involuntary"
          THEN 1
          ELSE 0
        END
      ) AS "involuntary",
      MAX(
        CASE
          WHEN "subscription_rows"."ended" > "spans"."opens"
          AND "subscription_rows"."ended" <= "spans"."closes"
          AND NOT "subscription_rows"."involuntary"
          THEN 1
          ELSE 0
        END
      ) AS "voluntary"
    FROM "subscription_rows"
    JOIN "spans"
      ON "subscription_rows"."started" <= "spans"."closes"
    GROUP BY
      "subscription_rows"."customer_id",
      "spans"."period"
  ) AS "held"
  WHERE
    "opening" > 0 OR "closing" > 0
) AS "found"
GROUP BY
  "found"."period"
