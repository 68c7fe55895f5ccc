WITH scored AS (
  SELECT
    answers.answer_id,
    answers.customer_id,
    answers.day,
    LOWER(TRIM(COALESCE(answers.kind, ''))) AS kind,
    CAST(answers.score AS DECIMAL(18, 4)) AS score,
    answers.channel,
    interactions.agent,
    ROW_NUMBER() OVER (
      PARTITION BY answers.answer_id
      ORDER BY interactions.opened_at DESC, interactions.interaction_id NULLS LAST
    ) AS place
  FROM answers
  LEFT JOIN interactions
    ON interactions.customer_id = answers.customer_id
    AND NOT interactions.agent IS NULL
    AND interactions.day <= answers.day
    AND CAST(DATEDIFF(answers.day, interactions.day) AS BIGINT) <= 7
  WHERE
    NOT answers.score IS NULL
)
SELECT
  answer_id,
  customer_id,
  CAST(EXTRACT(YEAR FROM day) * 12 + EXTRACT(MONTH FROM day) - 1 AS INT) AS month,
  kind,
  score,
  channel AS contact_channel,
  agent
FROM scored
WHERE
  place = 1
