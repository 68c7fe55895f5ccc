SELECT
  COUNT(*) AS "customers",
  COUNT("first_contact") AS "first_contact",
  COUNT("channel") AS "channel",
  COUNT("country") AS "country",
  COUNT("gender") AS "gender",
  COUNT("birth_year") AS "birth_year"
FROM "customers"
