"""What is known for selling to one customer: the catalogue, what they paid, what they told us."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from volver.decide.offers.upsell import category_ratio, reach
from volver.domain.my_list import Heard
from volver.domain.product import Product
from volver.domain.selling import Reach, Refusal, Situation
from volver.store.snapshot import Snapshot

CATALOGUE = """
WITH sold AS (
  SELECT
    product_id,
    SUM(CASE WHEN is_refund THEN 0 ELSE times END) AS times,
    SUM(CASE WHEN is_refund THEN times ELSE 0 END) AS returned
  FROM product_lines
  GROUP BY product_id
)
SELECT
  products.product_id, products.name, products.category, products.price, products.cost,
  CAST(COALESCE(sold.times, 0) AS BIGINT) AS times,
  CAST(COALESCE(sold.returned, 0) AS BIGINT) AS returned
FROM products
LEFT JOIN sold ON sold.product_id = products.product_id
WHERE NOT products.category IS NULL AND NOT products.price IS NULL AND NOT products.cost IS NULL
ORDER BY v_bytewise(products.product_id)
"""
PAID = """
SELECT
  products.category,
  CAST(products.price AS DOUBLE) AS price,
  CAST(SUM(product_lines.times) AS BIGINT) AS times
FROM product_lines
JOIN products ON products.product_id = product_lines.product_id
WHERE product_lines.customer_id = $customer AND NOT product_lines.is_refund
  AND NOT products.category IS NULL AND NOT products.price IS NULL
GROUP BY products.category, products.price
ORDER BY v_bytewise(products.category), products.price
"""
RATIOS = """
WITH paid AS (
  SELECT
    product_lines.customer_id, products.category, products.price, SUM(product_lines.times) AS times
  FROM product_lines
  JOIN products ON products.product_id = product_lines.product_id
  WHERE NOT product_lines.is_refund AND NOT products.price IS NULL
    AND NOT products.category IS NULL
  GROUP BY product_lines.customer_id, products.category, products.price
), rising AS (
  SELECT
    paid.customer_id, paid.category, paid.price,
    SUM(CASE WHEN others.price <= paid.price THEN others.times ELSE 0 END) AS so_far,
    SUM(others.times) AS of_all
  FROM paid
  JOIN paid AS others
    ON others.customer_id = paid.customer_id AND others.category = paid.category
  GROUP BY paid.customer_id, paid.category, paid.price
), usual AS (
  SELECT customer_id, category, MIN(price) AS price
  FROM rising
  WHERE of_all > 1 AND so_far * 2 >= of_all
  GROUP BY customer_id, category
)
SELECT
  paid.category,
  CAST(paid.price AS DOUBLE) AS price,
  CAST(usual.price AS DOUBLE) AS usual,
  CAST(SUM(paid.times) AS BIGINT) AS times
FROM paid
JOIN usual ON usual.customer_id = paid.customer_id AND usual.category = paid.category
WHERE usual.price > 0
GROUP BY paid.category, paid.price, usual.price
ORDER BY v_bytewise(paid.category), paid.price, usual.price
"""
"""What customers paid beside the price in the middle of their own, by category; of those who bought
in the category more than once."""
KEPT = """
WITH held AS (
  SELECT
    product_id,
    SUM(CASE WHEN is_refund THEN 0 ELSE times END) AS sold,
    SUM(CASE WHEN is_refund THEN times ELSE 0 END) AS returned
  FROM product_lines
  WHERE customer_id = $customer AND NOT product_id = ''
  GROUP BY product_id
)
SELECT product_id FROM held WHERE sold > returned ORDER BY v_bytewise(product_id)
"""
TOLD = """
SELECT
  day,
  v_word(outcome) AS outcome,
  product_id,
  CASE WHEN v_word(direction) = 'out' THEN 1 ELSE 0 END AS is_ours,
  CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END AS is_open
FROM interactions
WHERE customer_id = $customer
ORDER BY day, v_bytewise(interaction_id)
"""
NO = frozenset({"no", "refused", "declined", "rejected", "not interested", "no interesa",
                "rechazado", "rechazada", "rechaza", "no quiere"})  # fmt: skip
"""Outcomes of a contact from us that are a no, as small letters."""
LEAST_SOLD = 20
"""Fewer say nothing of how often a product comes back."""
LOOK_BACK = timedelta(days=365)


def catalogue(snapshot: Snapshot) -> dict[str, Product]:
    """Products with a category, a price and a cost, by id; ratings are not in the orders."""
    return {
        str(name): Product(
            product_id=str(name),
            category=str(category),
            price=Decimal(str(price)),
            cost=Decimal(str(cost)),
            name=str(title or ""),
            return_share=min(returned / times, 1.0) if times >= LEAST_SOLD else None,
        )
        for name, title, category, price, cost, times, returned in snapshot.rows(CATALOGUE)
    }


def usual_ratios(snapshot: Snapshot) -> dict[str, float]:
    """How dear a thing may be beside what its buyer usually pays: the ratio of all, by category."""
    accepted: dict[str, Counter[float]] = {}
    for category, price, usual, times in snapshot.rows(RATIOS):
        accepted.setdefault(str(category), Counter())[price / usual] += int(times)
    return {category: category_ratio(times) for category, times in accepted.items()}


def reaches(snapshot: Snapshot, customer_id: str, ratios: Mapping[str, float]) -> dict[str, Reach]:
    """How dear a thing may be for one customer at today's list prices, by category.

    One price for each line that was bought. ratios: `usual_ratios`; a category in which nobody has
    bought twice is in none.
    """
    own: dict[str, list[float]] = {}
    for category, price, times in snapshot.rows(PAID, customer=customer_id):
        own.setdefault(str(category), []).extend([float(price)] * int(times))
    nobody = category_ratio({})
    found = {name: reach(prices, ratios.get(name, nobody)) for name, prices in own.items()}
    return {category: one for category, one in found.items() if one is not None}


def situation(
    snapshot: Snapshot, customer_id: str, within: Mapping[str, Reach], no: Collection[str] = NO
) -> Situation:
    """What one customer has told us by the observation date.

    within: `reaches`. no: outcomes of a contact from us that are a no. Needs that customers
    state are for whoever talks to them to write down; nothing here guesses them.
    """
    told = snapshot.rows(TOLD, customer=customer_id)
    ours = [(day, outcome, product) for day, outcome, product, is_ours, _ in told if is_ours]
    lately = [one for one in ours if one[0] > snapshot.as_of - LOOK_BACK]
    return Situation(
        customer_id=customer_id,
        day=snapshot.as_of,
        bought=frozenset(str(name) for (name,) in snapshot.rows(KEPT, customer=customer_id)),
        complaint_open=any(is_open for *_, is_open in told),
        contacts=tuple(day for day, _, _ in lately),
        refusals=tuple(
            Refusal(day, "discover", () if product is None else (str(product),))
            for day, outcome, product in lately
            if outcome in no
        ),
        reach=within,
    )


def since(told: Situation, heard: Heard | None) -> Situation:
    """The situation with what was noted down since; the rules then look at it from that day on.

    A contact that is in both by now is counted once, and a no twice does no harm.
    """
    if heard is None:
        return told
    new = [day for day in heard.contacts if day not in told.contacts]
    return replace(
        told,
        day=max(told.day, heard.day),
        complaint_open=told.complaint_open or heard.complaint_open,
        contacts=(*told.contacts, *new),
        refusals=(*told.refusals, *heard.refusals),
    )
