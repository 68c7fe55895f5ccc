SELECT
  "n",
  "customer_id",
  CASE
    WHEN 2024 - "birth_year" < 25
    THEN '0-24'
    WHEN 2024 - "birth_year" < 35
    THEN '25-34'
    WHEN 2024 - "birth_year" < 45
    THEN '35-44'
    WHEN 2024 - "birth_year" < 55
    THEN '45-54'
    WHEN 2024 - "birth_year" < 65
    THEN '55-64'
    WHEN 2024 - "birth_year" >= 65
    THEN '65+'
  END AS "level"
FROM "customer_facts"
