"""How many get an offer that costs everybody the same: a whole number, which prices do not know.

With calls at 6 and 2,963.60 to spend, prices count on 493.9 calls. Nobody makes nine tenths of a
call: either at most 493 are made, or 494 at least, and each side is solved by itself. No plan is
lost, and the bound of the better side holds for all.

Source: branching on a sum of variables as in Ryan & Foster (1981), An integer programming approach
to scheduling, Computer Scheduling of Public Transport, 269-280.
"""

from collections.abc import Callable, Iterator

import numpy as np

from volver.stats.knapsack.problem import HAIR, Limit, Problem, Vector, Whole

MOST = 200_000
"""Customers up to which it is tried: beyond them one offer is far below any gap that is shown."""
Solve = Callable[[Problem], tuple[Whole, float]]
"""A problem to a plan, which may miss limits, and a bound that no plan exceeds."""


def by_counts(
    problem: Problem, choice: Whole, prices: Vector, bound: float, enough: float, solve: Solve
) -> tuple[Whole, float]:
    """A plan that is no worse, and a bound that is no higher.

    choice: a plan that keeps the limits. bound: that of the prices. enough: gap at which it stops.
    """
    if len(problem) > MOST:
        return choice, bound
    value, usual = problem.total(choice)[0], problem.choose(prices)
    for offer in _alike(problem):
        if bound - value <= enough * abs(bound):
            break
        most, count = -np.inf, float((usual == offer).sum())
        for side in (
            Limit(count, (offer,), of_people=True),
            Limit(count + 1, (offer,), of_people=True, is_floor=True),
        ):
            if side.is_floor and not _can_be(problem, offer, count + 1):
                continue
            found, above = solve(_with(problem, side))
            most = max(most, above)
            better, used = problem.total(found)
            if better > value and not problem.breach(used).any():
                choice, value = found, better
        bound = min(bound, max(most, value))
    return choice, bound


def _alike(problem: Problem) -> Iterator[int]:
    """Offers that cost everybody the same, and something; the dearest first."""
    least, most = problem.costs.min(axis=0), problem.costs.max(axis=0)
    for offer in np.argsort(-most, kind="stable").tolist():
        if least[offer] == most[offer] > 0:
            yield offer


def _can_be(problem: Problem, offer: int, count: float) -> bool:
    """Whether so many could be paid for if nobody got anything else."""
    if count > int(np.isfinite(problem.values[:, offer]).sum()):
        return False
    cost = float(problem.costs[0, offer])
    return all(
        count * (1.0 if limit.of_people else cost) <= limit.bound + HAIR * (1 + abs(limit.bound))
        for limit in problem.limits
        if not limit.is_floor
        and limit.groups is None
        and (limit.offers is None or offer in limit.offers)
    )


def _with(problem: Problem, limit: Limit) -> Problem:
    return Problem(problem.values, problem.costs, [*problem.limits, limit], problem.group)
