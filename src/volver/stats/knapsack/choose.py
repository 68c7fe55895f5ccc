"""Which offer for whom, so that all together bring most within limits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.stats.knapsack.core import FEW, searched
from volver.stats.knapsack.counts import by_counts
from volver.stats.knapsack.mend import filled, mended
from volver.stats.knapsack.one import one_price
from volver.stats.knapsack.problem import Limit, Problem, Taken, Vector, Whole
from volver.stats.knapsack.several import several_prices
from volver.stats.knapsack.steps import in_steps
from volver.stats.knapsack.whole import closed

CLOSE = 1e-6
"""Gap from which on the customers in doubt are looked at together."""
ENOUGH = 1e-4
"""Gap from which on counts are branched on, and then HiGHS is asked about them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A plan, and how good it can be proven to be."""

    choice: Whole
    """Place of the offer of each customer, -1 for none. Shape (n,)."""
    value: float
    bound: float
    """No plan that keeps the limits is worth more."""
    prices: Vector
    """By limit, what one more unit of it is worth: 0 where it does not bind. Shape (m,)."""
    used: Vector
    """By limit. Shape (m,)."""
    missed: tuple[int, ...]
    """Limits that could not be kept."""
    is_exact: bool
    """Whether no plan is better, to the last digit."""

    @property
    def gap(self) -> float:
        """The share of the bound that a better plan could add; 0 is the best plan."""
        return max(self.bound - self.value, 0.0) / max(abs(self.bound), 1e-300)


def choose(
    values: Vector,
    costs: Vector,
    limits: Sequence[Limit],
    group: NDArray[np.integer] | None = None,
) -> Chosen:
    """One offer or none for each customer: the most value within the limits.

    Limits from above are always kept. Where floors cannot be kept with them, the plan is the best
    without floors and says which it misses.

    values, costs: shape (n, k), money; costs are 0 or more; an offer of value -inf is not allowed.
    group: shape (n,), from 0; what `Limit.groups` names. Time grows with n x k; beside its input it
    holds some tens of bytes for each customer.
    """
    problem = Problem(values, costs, in_steps(limits, costs), group)
    first = _solved(problem)
    choice, bound, prices, is_exact = first.choice, first.bound, first.prices, first.is_exact
    value, used = problem.total(choice)
    missed = problem.breach(used)
    if not missed.any() and bound - value > ENOUGH * abs(bound):
        choice, bound = by_counts(problem, choice, prices, bound, ENOUGH, _side)
        value, used = problem.total(choice)
    if not missed.any() and bound - value > ENOUGH * abs(bound):
        choice, bound = closed(problem, choice, prices, bound)
        value, used = problem.total(choice)
    if missed.any() and (problem.sign < 0).any():
        return _without_floors(problem)
    if not missed.any():
        bound = max(bound, value)  # sums of a million numbers differ in their last digits
    at_fault = tuple(np.flatnonzero(missed).tolist())
    return Chosen(choice, value, bound, prices, used, at_fault, is_exact and not at_fault)


@dataclass(frozen=True, slots=True)
class _Solved:
    """A plan by prices, mended, filled up and searched; it may miss limits."""

    choice: Whole
    bound: float
    prices: Vector
    is_exact: bool


def _solved(problem: Problem) -> _Solved:
    below: Taken | None = None
    if len(problem.limits) == 1 and problem.sign[0] > 0:
        prices, at, below = one_price(problem)
    elif problem.limits:
        prices, at = several_prices(problem)
    else:
        prices, at = np.zeros(0), problem.taken(np.zeros(0))
    bound = at.bound if below is None else min(at.bound, below.bound)
    choice = at.choice if below is None else _nearer(problem, at, below)
    if problem.breach(at.used).any():
        choice = mended(problem, choice, prices)
    if (prices > 0).any():
        choice = filled(problem, choice)
    value, used = problem.total(choice)
    missed, is_exact = problem.breach(used), False
    if len(problem) <= FEW or missed.any() or bound - value > CLOSE * abs(bound):
        start = None if missed.any() else choice
        found, is_exact = searched(problem, start, prices, bound)
        if found is not None:
            choice = found
            value, used = problem.total(choice)
            bound = value if is_exact and not problem.breach(used).any() else bound
    return _Solved(choice, bound, prices, is_exact)


def _side(problem: Problem) -> tuple[Whole, float]:
    """One side of a branch: a plan, which may miss limits, and its bound."""
    found = _solved(problem)
    return found.choice, found.bound


def _without_floors(problem: Problem) -> Chosen:
    """The best plan within the limits from above, where floors cannot be kept with them."""
    upper = np.flatnonzero(problem.sign > 0)
    limits = [problem.limits[m] for m in upper]
    found = choose(problem.values, problem.costs, limits, problem.group)
    value, used = problem.total(found.choice)
    prices = np.zeros(len(problem.limits))
    prices[upper] = found.prices
    missed = tuple(np.flatnonzero(problem.breach(used)).tolist())
    return Chosen(found.choice, value, found.bound, prices, used, missed, False)


def _nearer(problem: Problem, above: Taken, below: Taken) -> Whole:
    """What is taken above the price, and as much of what is taken below it as fits.

    They differ for those who are torn at that very price: each of their changes is worth the same
    for each unit.
    """
    rows = np.flatnonzero(above.choice != below.choice)
    more = problem.uses(rows, below.choice[rows])[0] - problem.uses(rows, above.choice[rows])[0]
    order = np.argsort(more, kind="stable")
    fits = order[np.cumsum(more[order]) <= float(problem.bounds[0] - above.used[0])]
    choice = above.choice.copy()
    choice[rows[fits]] = below.choice[rows[fits]]
    return choice
