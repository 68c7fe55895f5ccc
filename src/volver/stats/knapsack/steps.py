"""Money that no plan can spend: where costs are multiples of one step, so is what a plan costs.

With calls at 6 and gifts at 12 nobody can spend the last 4.80 of a budget of 604.80, and a bound
that counts on it is too high. A limit that is rounded down to whole steps loses no plan.

Source: the rounding of one row in Chvátal (1973), Edmonds polytopes and a hierarchy of
combinatorial problems, Discrete Mathematics 4(4), 305-337.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from volver.stats.knapsack.problem import HAIR, Limit, Vector

PARTS = 10_000
"""Steps are whole numbers of such parts of a unit of money."""


def in_steps(limits: Sequence[Limit], costs: Vector) -> list[Limit]:
    """Limits from above, each rounded down to what can be used of it; floors as they are.

    costs: shape (n, k). Only offers that cost everybody the same have a step.
    """
    if not limits or not len(costs):
        return list(limits)
    alike = np.where(costs.min(axis=0) == costs.max(axis=0), costs[0], np.nan)
    return [limit if limit.is_floor else _rounded(limit, alike) for limit in limits]


def _rounded(limit: Limit, costs: Vector) -> Limit:
    step = 1.0 if limit.of_people else _step(costs[list(limit.offers or range(len(costs)))])
    if step == 0:
        return limit
    steps = limit.bound / step
    return replace(limit, bound=float(np.floor(steps + HAIR * (1 + steps)) * step))


def _step(costs: Vector) -> float:
    """The largest amount of which all these are whole multiples; 0 where none is, or all are 0."""
    parts = np.rint(PARTS * costs)
    if not np.allclose(PARTS * costs, parts, rtol=0, atol=1e-6):
        return 0.0
    return float(np.gcd.reduce(parts.astype(np.int64))) / PARTS
