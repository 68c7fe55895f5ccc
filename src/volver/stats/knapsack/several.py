"""Several limits: their prices by cutting planes within a region of trust.

The bound that prices prove is a convex function of them, and what everybody takes at some prices
gives a plane beneath it. The lowest point of all planes so far, not too far from the best prices
so far, is where one looks next.

Source: Kelley (1960), Journal of SIAM 8(4), 703-712; with a region of trust, Marsten, Hogan &
Blankenship (1975), The boxstep method, Operations Research 23(3), 389-405.
"""

import numpy as np

from volver.stats.knapsack.problem import Problem, Taken, Vector

SAMPLE = 20_000
"""Customers that show where the prices of very many lie."""
LOOKS, LOOKS_ALL = 150, 25
"""At most so many times everybody is asked: of a sample or of few, and of all of very many."""
SETTLED = 1e-10
"""Relative gain of the bound that is none."""
NEAR = 0.03
"""How far around the prices of the sample one looks first, as a share of a price."""
FAR = 1e6
"""Times the usual price: a limit that wants more than this cannot be kept."""


def several_prices(problem: Problem) -> tuple[Vector, Taken]:
    """Prices (m,) whose bound is the lowest found, and what is taken at them."""
    usual = _usual(problem)
    if len(problem) > 4 * SAMPLE:
        small = problem.sample(SAMPLE)
        prices, _ = _lowered(small, np.zeros_like(usual), usual, usual, LOOKS)
        return _lowered(problem, prices, NEAR * (prices + 0.1 * usual), usual, LOOKS_ALL)
    return _lowered(problem, np.zeros_like(usual), usual, usual, LOOKS)


def _lowered(
    problem: Problem, start: Vector, reach: Vector, usual: Vector, looks: int
) -> tuple[Vector, Taken]:
    from scipy.optimize import linprog

    best, found = start, problem.taken(start)
    slopes = [problem.sign * (problem.bounds - found.used)]
    levels = [found.bound - slopes[0] @ best]
    step = np.append(np.zeros(len(start)), 1.0)
    for _ in range(looks):
        low, high = np.maximum(best - reach, 0), np.minimum(best + reach, FAR * usual)
        units = np.append(usual, 1.0)  # prices of money and of people differ by orders
        master = linprog(
            step,
            A_ub=np.column_stack([np.array(slopes), -np.ones(len(slopes))]) * units,
            b_ub=-np.array(levels),
            bounds=[*zip(low / usual, high / usual, strict=True), (None, None)],
            method="highs",
        )
        if master.x is None:
            break
        trial, hoped = np.clip(master.x[:-1] * usual, low, high), float(master.x[-1])
        at_edge = bool(((trial >= high) & (high < FAR * usual)).any())
        at_edge = at_edge or bool(((trial <= low) & (low > 0)).any())
        if found.bound - hoped <= SETTLED * abs(found.bound):
            if not at_edge:
                break
            reach = reach * 4
            continue
        taken = problem.taken(trial)
        slope = problem.sign * (problem.bounds - taken.used)
        slopes.append(slope)
        levels.append(taken.bound - slope @ trial)
        if taken.bound < found.bound:
            good = found.bound - taken.bound > 0.5 * (found.bound - hoped)
            best, found = trial, taken
            reach = reach * 3 if good and at_edge else reach
        else:
            reach = reach / 2
    return best, found


def _usual(problem: Problem) -> Vector:
    """By limit, what one more unit of it could be worth: value over use of the best customers."""
    step = max(1, len(problem) // SAMPLE)
    values, costs, at = problem.values[::step], problem.costs[::step], problem.group[::step]
    found = np.ones(len(problem.limits))
    for m in range(len(found)):
        uses = problem.money[m][at] * costs + problem.people[m][at]
        counts = (uses > 0) & np.isfinite(values) & (values != 0)
        if counts.any():
            found[m] = float(np.quantile(np.abs(values[counts]) / uses[counts], 0.9))
    return found
