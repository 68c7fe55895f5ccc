"""What goes with what, and what is the next better one: for a whole shop, not for one customer."""

import math
from collections.abc import Sequence

import numpy as np

from volver.decide.offers.baskets import Baskets
from volver.decide.offers.pairs import firsts, pairs
from volver.decide.offers.three_options import three_options
from volver.decide.offers.upsell import upgrades
from volver.domain.estimate import Estimate
from volver.domain.offer import Reason
from volver.domain.product import Catalogue, Product
from volver.domain.selling import CrossPair, Rung, ThreeOptions

MOST = 60


def cross_pairs(bought: Baskets, level: float, most: int = MOST) -> tuple[CrossPair, ...]:
    """Pairs of products that customers have both of more often than by chance.

    In both directions where both bring something, those with most margin at stake first: the share
    of customers that is more than chance, times the margin of the product that goes with the other.
    """
    found = pairs(bought, "customers")
    margin = bought.products.margin[found.second]
    stake = found.leverage * margin
    kept = np.flatnonzero(stake > 0)
    kept = kept[np.lexsort((found.second[kept], found.first[kept], -stake[kept]))][:most]
    found, margin = found.only(kept), margin[kept]
    low, high = found.lift_band(level)
    names, bought_first = bought.products.ids, firsts(bought)
    told = []
    for at in range(len(found)):
        first, second = int(found.first[at]), int(found.second[at])
        gap = bought_first.gap(first, second)
        lift = Estimate(float(found.lift[at]), float(low[at]), float(high[at]), level)
        told.append(
            CrossPair(
                owned=names[first],
                product=names[second],
                together=int(found.together[at]),
                share=float(found.confidence[at]),
                share_of_all=float(found.share_of_all[at]),
                lift=lift,
                gap=gap if math.isfinite(gap) else None,
                margin=float(margin[at]),
            )
        )
    return tuple(told)


def ladder(products: Catalogue) -> tuple[Rung, ...]:
    """Each product and the nearest better one that brings more, what adds most first.

    A product without one says why; it stands behind the others.
    """
    of_a_sort: dict[str, dict[str, Product]] = {}
    for name, one in products.items():
        of_a_sort.setdefault(one.category, {})[name] = one
    found = []
    for one in products.values():
        better = upgrades(one, of_a_sort[one.category])
        more = [up for up in better if up.margin > one.margin]
        if more:
            found.append(Rung(one, more[0]))
        elif better:
            figures: dict[str, float | str] = {"product": one.product_id, "margin": one.margin}
            found.append(Rung(one, None, Reason("no_gain", figures)))
        else:
            where = {"product": one.product_id, "category": one.category}
            found.append(Rung(one, None, Reason("no_better", where)))
    return tuple(
        sorted(found, key=lambda rung: (rung.better is None, -rung.adds, rung.product.product_id))
    )


def middle_one(rungs: Sequence[Rung], products: Catalogue) -> str | None:
    """The first product of a ladder that two others can stand around; None where none is so."""
    for rung in rungs:
        if isinstance(three_options(rung.product.product_id, products), ThreeOptions):
            return rung.product.product_id
    return None
