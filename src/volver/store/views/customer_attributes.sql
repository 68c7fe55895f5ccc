-- What each customer came with: the attributes of their first sale. Where its lines differ, as in
-- exports that name the channel on the first line only, the least as text: a level before none.
WITH firsts AS (
  SELECT customer_id, MIN(ordered_at) AS ordered_at
  FROM lines
  WHERE day <= $as_of AND customer_id IS NOT NULL AND NOT is_refund
  GROUP BY customer_id
)
SELECT lines.customer_id, MIN(v_bytewise(lines.attributes)) AS attributes
FROM lines
JOIN firsts
  ON firsts.customer_id = lines.customer_id AND firsts.ordered_at = lines.ordered_at
WHERE NOT lines.is_refund
GROUP BY lines.customer_id
