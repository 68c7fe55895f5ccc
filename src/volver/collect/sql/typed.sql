-- Every record with its typed values. `broken` has the first rule that a record breaks, the value
-- at fault and the record's text, one after the other; it is NULL for a good record, and one
-- column only, because in a table in memory a column of NULL costs as much as one of numbers.
WITH read AS (
  SELECT
    n, line, /* columns */,
    /* read */
  FROM /* rows */
), placed AS (
  SELECT
    *,
    /* ordered_at */ AS ordered_at,
    /* day */ AS day,
    /* paid */ AS paid,
    /* line_cost */ AS line_cost
  FROM read
), priced AS (
  SELECT
    *,
    /* revenue */ AS revenue,
    /* cost */ AS reported_cost,
    /* anonymous */ AS is_anonymous,
    /* tidied */ AS is_tidied,
    /* clock */ AS clock,
    /* hash */ AS record_hash
  FROM placed
), judged AS (
  SELECT
    *,
    CASE
      /* rules */
    END AS rule
  FROM priced
)
SELECT
  /* kept */,
  CASE WHEN rule IS NOT NULL
    THEN concat(rule, chr(31), CASE /* values */ END, chr(31), /* raw */)
  END AS broken
FROM judged
