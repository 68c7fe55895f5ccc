"""Pairs of products that are worth a price of their own.

A pair is found in the orders up to some weeks ago and kept only if it still goes together, beyond
doubt, in the weeks since: a rule that was found among many looks better than it is. Pairs are
ranked by leverage times joint margin; lift would put rare pairs first.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.decide.offers.baskets import Baskets
from volver.decide.offers.next_products import Ask
from volver.decide.offers.pairs import Pairs, incidence, lift_band, pairs
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.offer import Bundle

Counts = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""Orders with both, with the first and with the second. Shape (pairs,) each."""

MOST = 20
LEAST_ORDERS = 100
"""In the later weeks."""


def bundles(
    bought: Baskets, level: float, ask: Ask | None = None, later_days: int = 56, most: int = MOST
) -> tuple[Bundle, ...] | NotEnough:
    """The pairs to sell together, the one with the most at stake first.

    later_days: at the end of the log, in which lifts are measured again.
    """
    ask = ask or Ask()
    past = bought.until(bought.as_of - later_days)
    later = bought.where(bought.day > past.as_of, bought.as_of)
    if min(past.count, later.count) < LEAST_ORDERS:
        why = "bundles are looked for in earlier orders and tried on later ones"
        return NotEnough(why, LEAST_ORDERS, min(past.count, later.count))
    found = pairs(past, "orders")
    found = found.only(found.first < found.second)
    both, of_first, of_second = counted(later, found)
    low, high = lift_band(both, of_first, of_second, later.count, level)
    margin = bought.products.margin[found.first] + bought.products.margin[found.second]
    stake = found.leverage * margin
    kept = np.flatnonzero((low > 1) & (stake > 0))
    kept = kept[np.lexsort((found.second[kept], found.first[kept], -stake[kept]))][:most]
    per_window = ask.window_days / later_days
    rows = (found.only(kept), (both[kept], of_first[kept], of_second[kept]), low[kept], high[kept])
    return _bundles(bought, later.count, *rows, level, ask, per_window)


def counted(bought: Baskets, found: Pairs) -> Counts:
    """Orders of a log with both products of each pair, with the first and with the second."""
    across = incidence(bought, "orders").T.tocsr()
    size = np.diff(across.indptr)
    both = np.zeros(len(found), np.int32)
    for at, (one, other) in enumerate(
        zip(found.first.tolist(), found.second.tolist(), strict=True)
    ):
        a = across.indices[across.indptr[one] : across.indptr[one + 1]]
        b = across.indices[across.indptr[other] : across.indptr[other + 1]]
        both[at] = len(np.intersect1d(a, b, assume_unique=True))
    return both, size[found.first].astype(np.int32), size[found.second].astype(np.int32)


def _bundles(
    bought: Baskets, orders: int, found: Pairs, counts: Counts,
    low: Vector, high: Vector, level: float, ask: Ask, per_window: float,
) -> tuple[Bundle, ...]:  # fmt: skip
    first_low, first_high = found.lift_band(level)
    products = bought.products
    made = []
    for at in range(len(found)):
        one, other = int(found.first[at]), int(found.second[at])
        both, of_one, of_other = (int(count[at]) for count in counts)
        price = float(products.price[one] + products.price[other])
        margins = float(products.margin[one]), float(products.margin[other])
        given = ask.discount * price
        # Who has one only adds the other with the odds of those who have it, times the offer's.
        adds_other = _more(both, of_one, ask.odds)
        adds_one = _more(both, of_other, ask.odds)
        brings = adds_other * (margins[1] - given) + adds_one * (margins[0] - given)
        made.append(
            Bundle(
                products=(products.ids[one], products.ids[other]),
                price=price - given,
                margin=sum(margins) - given,
                lift=_estimate(found.lift[at], first_low[at], first_high[at], level),
                later_lift=_estimate(both * orders / (of_one * of_other), low[at], high[at], level),
                leverage=float(found.leverage[at]),
                chance=float(found.chance[at]),
                orders=int(found.together[at]),
                bought_anyway=both * per_window,
                expected_uptake=(both + adds_other + adds_one) * per_window,
                incremental_margin=(brings - both * given) * per_window,
            )
        )
    return tuple(made)


def _more(both: int, of_one: int, odds: float) -> float:
    """Orders with one product that would hold the other too, besides those that do.

    >>> round(_more(20, 100, 1.5), 4)  # 0.25 against 1 becomes 0.375: 27.2727 of 100
    7.2727
    """
    share = both / of_one
    return of_one * odds * share / (1 - share + odds * share) - both


def _estimate(value: Any, low: Any, high: Any, level: float) -> Estimate:
    return Estimate(float(value), float(low), float(high), level)
