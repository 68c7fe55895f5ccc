SELECT
  "customer_id",
  "first_contact",
  "channel",
  "campaign",
  "referred_by",
  "country",
  "gender",
  "birth_year"
FROM (
  SELECT
    *
  FROM "customers_records"
) AS "records"
WHERE
  "first_contact" IS NULL OR "first_contact" <= CAST('2024-12-31' AS Date32)
