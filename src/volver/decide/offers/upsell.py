"""The better one of the same sort, within what this customer has paid for such before.

Reach: of the customer's own purchases in a category, each price over the middle price of them is a
ratio that they have accepted; four fifths of their ratios do not exceed their own. Few purchases
say little, so it is drawn to the same figure of all customers of the category, which counts as
much as `OTHERS` purchases do.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import ceil

from volver.domain.offer import Reason, Recommendation, Terms
from volver.domain.product import Catalogue, Product
from volver.domain.selling import Reach

SHARE = 0.8
"""Of the accepted ratios that the reach is not below: the careful end of 0.8 to 0.9."""
OTHERS = 5.0
"""Purchases that the category's figure counts for."""


def quantile(times: Mapping[float, int], share: float) -> float:
    """The least figure that at least a share of them do not exceed: one of them, so it recounts.

    times: how often there is each figure; at least one.
    """
    rising = sorted(times)
    so_far = list(accumulate(times[figure] for figure in rising))
    # Nine of ten are 0.9 x 10 = 9.000000000000002 of them in binary numbers.
    return rising[bisect_left(so_far, max(ceil(round(share * so_far[-1], 9)), 1))]


def accepted(prices: Sequence[float]) -> list[float]:
    """Each price over the lower middle one. prices: one customer's, of one category."""
    usual = quantile(Counter(prices), 0.5) if prices else 0.0
    return [price / usual for price in prices if usual > 0]


def category_ratio(times: Mapping[float, int], share: float = SHARE) -> float:
    """The ratio of a category; 1 where nobody has bought twice.

    times: how often each ratio was accepted by those who bought more than once.
    """
    return quantile(times, share) if times else 1.0


def reach(prices: Sequence[float], category: float, share: float = SHARE) -> Reach | None:
    """How dear a thing may be; None for who has bought nothing of the category at a price.

    prices: what the customer has paid. category: `category_ratio` of all.

    >>> reach([10, 10, 10, 12, 20], category=1.4).ceiling
    13.0
    """
    ratios = accepted(prices)
    if not ratios:
        return None
    n = len(ratios)
    own = quantile(Counter(ratios), share)
    drawn = (n * own + OTHERS * max(category, 1.0)) / (n + OTHERS)
    return Reach(quantile(Counter(prices), 0.5), drawn, n)


def upgrades(owned: Product, catalogue: Catalogue) -> list[Product]:
    """Better ones of the same sort, the next dearer first; at equal prices by id.

    Better: dearer, and not rated lower where both are rated.
    """
    better = [
        one
        for one in catalogue.values()
        if one.product_id != owned.product_id
        and one.suits(owned)
        and one.price > owned.price
        and not (one.rating is not None and owned.rating is not None and one.rating < owned.rating)
    ]
    return sorted(better, key=lambda one: (one.price, one.product_id))


def upgrade(
    customer_id: str,
    owned: str,
    catalogue: Catalogue,
    within: Reach | None,
    chance: float,
    take_up: float,
) -> Recommendation | Reason:
    """The upgrade of one product, or why there is none: the slot is never left empty (rule X8).

    chance: that the customer buys again of this sort in the window, unasked.
    take_up: share of those who then take the better one if it is offered.

    The one that brings the most margin of those within reach; the cheaper of equals.
    """
    known = catalogue.get(owned)
    if known is None:
        return Reason("not_in_catalogue", {"product": owned})
    if within is None:
        return Reason("no_own_prices", {"category": known.category})
    better = upgrades(known, catalogue)
    if not better:
        return Reason("no_better", {"product": owned, "category": known.category})
    near = [one for one in better if float(one.price) <= within.ceiling]
    if not near:
        return Reason("none_in_reach", {"price": float(better[0].price), "ceiling": within.ceiling})
    best = max(near, key=lambda one: one.margin)
    if best.margin <= known.margin:
        return Reason("no_gain", {"product": owned, "margin": known.margin})
    return Recommendation(
        customer_id=customer_id,
        kind="upsell",
        products=(best.product_id,),
        owned=(owned,),
        terms=Terms(
            chance_with=chance,
            chance_without=chance,
            margin_with=take_up * best.margin + (1 - take_up) * known.margin,
            margin_without=known.margin,
        ),
        reason=Reason(
            "step_up",
            {
                "product": best.product_id,
                "price": float(best.price),
                "owned": owned,
                "usual": within.usual,
                "ceiling": within.ceiling,
                "purchases": within.purchases,
            },
        ),
        support=within.purchases,
        price=float(best.price),
    )
