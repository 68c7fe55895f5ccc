"""How many more are sold where a price is lower, by category, and when that cannot be told.

Pieces of a product in a week are Poisson in their mean only: log mean = product + week + e log
price + promotion. Products and weeks are taken out by weighted alternating projections, and
categories are drawn to each other as far as they are alike.

Sales of a product in one week are like those of the week before, and a few products make most of
them. So the error is that of the whole estimate with one product after another left out, and not
that of a formula for many products alike, whose intervals are too narrow there.

What is measured is how prices and sales went together. Prices are set by people who knew something,
so it is observational and may be far off, unless prices were drawn by lot.

Source: Poisson pseudo maximum likelihood with fixed effects as in Correia, Guimarães & Zylkin
(2020), Stata Journal 20(1), 95-115; products left out one by one as in Bell & McCaffrey (2002),
Survey Methodology 28(2), 169-181; the draw of categories to each other by the moment estimator of
DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188.
"""

import math
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.offer import Reason

Places = NDArray[np.intp]
LEAST_PRODUCTS = 8
"""Products of a category, so that leaving one out means something."""
PARTS = 24
"""Where there are more products, so many parts of them are left out, one after another."""
LEAST_SPREAD = 0.03
"""Standard deviation of log price within product and week below which it hardly varied."""
ROUNDS, PROJECTIONS = 100, 2000
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Sold:
    """Pieces by product and week of one category; arrays have shape (rows,)."""

    product: Places
    week: Places
    price: Vector
    """Above 0."""
    pieces: Vector
    promoted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Elasticity:
    """Change of sales in per cent where the price rises by one per cent."""

    value: float
    low: float
    high: float
    level: float
    error: float
    products: int
    rows: int
    spread: float
    """Standard deviation of log price within product and week."""
    parts: int = 0
    """Parts of the products that the error rests on."""
    randomised: bool = False
    pooled: bool = False
    """Drawn to the other categories."""

    @property
    def observational(self) -> bool:
        """Whether prices were set by people who knew something, so that it may be biased."""
        return not self.randomised


def elasticity(sold: Sold, level: float = 0.9, randomised: bool = False) -> Elasticity | NotEnough:
    """Of one category by itself."""
    sold = _only(sold, _telling(sold))
    products = len(np.unique(sold.product))
    if products < LEAST_PRODUCTS:
        return NotEnough("too few products of which sales vary", LEAST_PRODUCTS, products)
    groups = (_from_zero(sold.product), _from_zero(sold.week))
    inputs = np.column_stack([np.log(sold.price), sold.promoted.astype(np.float64)])
    even = _taken_out(inputs[:, :1], groups, np.ones(len(sold.price)))
    spread = float(even.std())
    if spread < LEAST_SPREAD:
        percent = round(100 * LEAST_SPREAD), round(100 * spread)
        return NotEnough("prices hardly varied, per cent", *percent)
    slope = _slope(inputs, sold.pieces, groups)
    parts = min(products, PARTS)
    error = _error(sold, inputs, groups[0] % parts, slope)
    found = Elasticity(
        slope, 0.0, 0.0, level, error, products, len(sold.price), spread, parts, randomised
    )
    return _with_ends(found)


def _telling(sold: Sold, among: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Rows without products and weeks that sold nothing: they say nothing of a price."""
    keep = np.ones(len(sold.pieces), np.bool_) if among is None else among.copy()
    for _ in range(len(sold.pieces)):
        seen = keep.copy()
        for group in (sold.product, sold.week):
            total = np.bincount(group, sold.pieces * keep, int(group.max(initial=0)) + 1)
            keep &= total[group] > 0
        if (seen == keep).all():
            break
    return keep


def _only(sold: Sold, keep: NDArray[np.bool_]) -> Sold:
    return Sold(
        sold.product[keep], sold.week[keep], sold.price[keep], sold.pieces[keep],
        sold.promoted[keep],
    )  # fmt: skip


def _from_zero(group: Places) -> Places:
    return cast(Places, np.unique(group, return_inverse=True)[1].astype(np.intp))


def _taken_out(columns: Vector, groups: tuple[Places, Places], weights: Vector) -> Vector:
    """The columns less their weighted means by both groups, by turns until they stay."""
    left = columns.copy()
    sums = [np.bincount(group, weights) for group in groups]
    for _ in range(PROJECTIONS):
        moved = 0.0
        for group, total in zip(groups, sums, strict=True):
            for k in range(left.shape[1]):
                means = np.bincount(group, weights * left[:, k]) / total
                left[:, k] -= means[group]
                moved = max(moved, float(np.abs(means).max()))
        if moved < SETTLED:
            break
    return left


def _error(sold: Sold, inputs: Vector, part: Places, slope: float) -> float:
    """By how far the slope moves as each part is left out. part: of each row, from 0."""
    count, moved = int(part.max()) + 1, []
    for one in range(count):
        keep = _telling(sold, part != one)
        groups = (_from_zero(sold.product[keep]), _from_zero(sold.week[keep]))
        moved.append(_slope(inputs[keep], sold.pieces[keep], groups) - slope)
    return math.sqrt((count - 1) / count * sum(each**2 for each in moved))


def _slope(inputs: Vector, pieces: Vector, groups: tuple[Places, Places]) -> float:
    """Of the log price, the first of the inputs; by reweighting."""
    mean = (pieces + pieces.mean()) / 2
    slopes = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        target = np.log(mean) + (pieces - mean) / mean
        left = _taken_out(np.column_stack([inputs, target]), groups, mean)
        x, z = left[:, :-1], left[:, -1]
        before, weighted = slopes, x * mean[:, None]
        slopes = np.linalg.lstsq(weighted.T @ x, weighted.T @ z, rcond=None)[0]
        # What is left of the target is what products, weeks and slopes do not explain.
        mean = np.maximum(np.exp(np.clip(target - (z - x @ slopes), -30, 30)), 1e-12)
        if float(np.abs(slopes - before).max()) < 1e-8:
            break
    return float(slopes[0])


def _with_ends(found: Elasticity) -> Elasticity:
    from scipy.special import stdtrit

    reach = float(stdtrit(found.parts - 1, (1 + found.level) / 2)) * found.error
    return replace(found, low=found.value - reach, high=found.value + reach)


def drawn_together(found: dict[str, Elasticity]) -> dict[str, Elasticity]:
    """Each category drawn to the mean of all by as much as its own error exceeds their scatter."""
    if len(found) < 2:
        return found
    values = np.array([one.value for one in found.values()])
    squared = np.array([max(one.error, 1e-12) ** 2 for one in found.values()])
    sure = 1 / squared
    middle = float(sure @ values / sure.sum())
    excess = float(sure @ (values - middle) ** 2) - (len(values) - 1)
    between = max(excess / (sure.sum() - float(sure @ sure) / sure.sum()), 0.0)
    weights = 1 / (squared + between)
    common, of_common = float(weights @ values / weights.sum()), 1 / float(weights.sum())
    own = between / (between + squared)
    drawn = own * values + (1 - own) * common
    # What is not known of the mean is in it too (Morris, 1983).
    error = np.sqrt(own * squared + (1 - own) ** 2 * of_common)
    return {
        name: _with_ends(replace(one, value=float(value), error=float(e), pooled=True))
        for (name, one), value, e in zip(found.items(), drawn, error, strict=True)
    }


def refused(found: Elasticity) -> Reason | None:
    """Why no best price follows from it; None where one does."""
    figures = {"value": found.value, "low": found.low, "high": found.high}
    if found.value >= -1:
        return Reason("inelastic", figures)
    return Reason("elasticity_unclear", figures) if found.high >= -1 else None


def best_price(cost: float, found: Elasticity) -> float | Reason:
    """The price of the most margin where the elasticity is the same at every price.

    Source: the mark-up rule of Lerner (1934): p = c e / (1 + e).
    """
    return refused(found) or mark_up(cost, found.value)


def mark_up(cost: float, e: float) -> float:
    """c e / (1 + e), for e below -1.

    >>> mark_up(10, -2), mark_up(10, -3)
    (20.0, 15.0)
    """
    if e >= -1:
        raise ValueError("without an elasticity below -1 no price is best")
    return cost * e / (1 + e)
