"""One limit from above: bisection on its price, with ever fewer customers to ask.

A customer's best value after the price is the highest of some straight lines in it, so who takes
the same at both ends of a stretch of prices takes it all along, and need not be asked again.
"""

import numpy as np

from volver.stats.knapsack.problem import Problem, Taken, Vector, Whole

SAMPLE = 20_000
"""Customers that show where to look for the price of very many."""
NEAR = 0.02
"""How far around that place one looks first, as a share of the price."""
STEPS = 200
SHARP = 1e-14
"""Relative width of a stretch of prices that is none."""


def one_price(problem: Problem) -> tuple[Vector, Taken, Taken | None]:
    """The price (1,), what is taken just above it, which keeps the limit, and just below it.

    The second is None where the limit does not bind: its price is 0.
    """
    free = problem.taken(np.zeros(1))
    if not problem.breach(free.used).any():
        return np.zeros(1), free, None
    low, high = _bracket(problem)
    below = free if low == 0 else problem.taken(np.array([low]))
    above = problem.taken(np.array([high]))
    asked = np.flatnonzero(below.choice != above.choice)
    part, bound = problem.only(asked), float(problem.bounds[0])
    rest = float(above.used[0]) - part.total(above.choice[asked])[1][0]
    under, over = below.choice[asked], above.choice[asked]
    choice_low, choice_high = below.choice.copy(), above.choice.copy()
    for _ in range(STEPS):
        if len(asked) == 0 or high - low <= SHARP * high:
            break
        middle = (low * high) ** 0.5 if low > 0 else high / 16
        at = part.choose(np.array([middle]))
        if rest + part.total(at)[1][0] > bound:
            low, under = middle, at
            choice_low[asked] = at
        else:
            high, over = middle, at
            choice_high[asked] = at
        still = under != over
        if still.mean() < 0.7:
            rest += part.only(np.flatnonzero(~still)).total(over[~still])[1][0]
            asked, under, over = asked[still], under[still], over[still]
            part = part.only(np.flatnonzero(still))
    return np.array([high]), _at(problem, choice_high, high), _at(problem, choice_low, low)


def _at(problem: Problem, choice: Whole, price: float) -> Taken:
    value, used = problem.total(choice)
    return Taken(choice, value, used, value + price * float(problem.bounds[0] - used[0]))


def _bracket(problem: Problem) -> tuple[float, float]:
    """Prices too low and high enough."""
    if len(problem) > 4 * SAMPLE:
        guess = float(one_price(problem.sample(SAMPLE))[0][0])
        low, high = guess * (1 - NEAR), guess * (1 + NEAR)
        while high > 0 and problem.breach(problem.taken(np.array([high])).used).any():
            low, high = high, high * 1.5
        while low > 0 and not problem.breach(problem.taken(np.array([low])).used).any():
            low, high = (low / 1.5 if low > high * 1e-6 else 0.0), low
        if high > 0:
            return low, high
    return 0.0, _highest(problem)


def _highest(problem: Problem) -> float:
    """A price at which nobody takes what uses the limit."""
    most = 0.0
    for rows in problem.chunks():
        at = problem.group[rows]
        uses = problem.money[0][at] * problem.costs[rows] + problem.people[0][at]
        counts = (uses > 0) & (problem.values[rows] > 0)
        ratio = np.divide(problem.values[rows], uses, out=np.zeros_like(uses), where=counts)
        most = max(most, float(ratio.max(initial=0.0)))
    return most * (1 + 1e-9)
