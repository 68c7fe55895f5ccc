-- Every record with its typed values and the first rule it breaks, as rule:field.
WITH read AS (
  SELECT
    n, line, /* columns */
    /* customer */ AS customer_id,
    /* order */ AS order_id,
    /* local */ AS local_time,
    /* instant */ AS instant,
    /* product */ AS product_id,
    /* category */ AS category,
    /* numbers */
    /* currency */ AS currency,
    /* refund_of */ AS refund_of
  FROM raw_rows
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
    /* cost */ AS cost
  FROM placed
)
SELECT
  n, line, order_id, customer_id, ordered_at, day, product_id, category, revenue, cost,
  revenue < 0 AS is_refund,
  refund_of,
  paid,
  currency,
  /* tidied */ AS is_tidied,
  local_time,
  CASE
    /* rules */
  END AS rule
FROM priced
