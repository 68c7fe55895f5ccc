"""The customers in doubt given to HiGHS, where prices and partial plans prove too little.

Offers that cost much of what a budget has cannot be split, so the bound of the prices may be above
every plan. Branch and cut looks for a better plan among the customers in doubt, and lowers the
bound where there is none.

Source: Huangfu & Hall (2018), Parallelizing the dual revised simplex method, Mathematical
Programming Computation 10, 119-142; see `core` for who is in doubt.
"""

import numpy as np

from volver.stats.knapsack.core import in_doubt
from volver.stats.knapsack.problem import NONE, Problem, Vector, Whole

ENOUGH = 5e-5
"""The gap at which HiGHS stops."""
NODES = 30
"""Branches after which it stops as well: a count, and not a time, so that plans repeat."""
MOST = 12_000
"""Offers to customers in doubt that it is asked about; more would take it many seconds."""


def closed(problem: Problem, choice: Whole, prices: Vector, bound: float) -> tuple[Whole, float]:
    """A plan that is no worse, and a bound that is no higher.

    choice: a plan that keeps the limits. bound: that of the prices.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    value = problem.total(choice)[0]
    rows, at, losses = in_doubt(problem, prices, bound - value)
    row, place = np.nonzero(losses < bound - value)
    if len(rows) == 0 or len(row) > MOST:
        return choice, bound
    offer = at[row, place]
    others = problem.choose(prices)
    others[rows] = NONE
    fixed, used = problem.total(others)
    worth = problem.worths(rows[row], offer)
    one_each = coo_array((np.ones(len(row)), (row, np.arange(len(row)))))
    uses = problem.sign[:, None] * problem.uses(rows[row], offer)
    left = problem.sign * (problem.bounds - used)
    stop = ENOUGH * abs(bound) / max(abs(bound - fixed), 1e-300)
    found = milp(
        -worth,
        integrality=np.ones(len(row), dtype=np.intp),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(one_each.tocsr(), 1, 1), LinearConstraint(uses, ub=left)],
        options={"mip_rel_gap": stop, "node_limit": NODES},
    )
    if found.mip_dual_bound is not None:  # plans with other offers are worth less than this one
        bound = min(bound, max(fixed - found.mip_dual_bound, value))
    if found.x is not None:
        taken = np.flatnonzero(found.x > 0.5)
        others[rows[row[taken]]] = offer[taken]
        better, used = problem.total(others)
        if better > value and not problem.breach(used).any():
            return others, max(bound, better)
    return choice, bound
