"""The customers whose offer is in doubt, and all plans for them that could still be the best.

At given prices a plan is worth the bound, less what each customer loses by not taking what is worth
most after prices, less what is left of the limits at their prices. So no customer of a better plan
loses as much as the bound is above the best plan known: most have one offer left, and plans for the
others are built up customer by customer, those that lose too much dropped on the way.

Source: the core of Pisinger (1995), A minimal algorithm for the multiple-choice knapsack problem,
European Journal of Operational Research 83(2), 394-410.
"""

from dataclasses import dataclass

import numpy as np

from volver.stats.knapsack.problem import HAIR, NONE, Problem, Vector, Whole

STATES, STATES_OF_SEVERAL = 20_000, 2_000
"""Partial plans that are kept at a time under one limit, where most are no better than another, and
under several; beyond it, those that lose least."""
STATES_OF_FEW, FEW = 400_000, 10
"""The same where there are only so many customers: every plan of 8 with 4 offers."""
ROOM = 1e-3
"""Share of the bound within which a first plan of many customers is looked for."""
DOUBTS = 120
"""Customers in doubt that are looked at, those nearest to another offer."""


@dataclass(slots=True)
class _Partial:
    """Plans for the first customers in doubt."""

    loss: Vector
    """Shape (s,)."""
    used: Vector
    """With everybody who is not in doubt. Shape (m, s)."""


def searched(
    problem: Problem, start: Whole | None, prices: Vector, bound: float
) -> tuple[Whole | None, bool]:
    """The best plan found, None where none keeps the limits, and whether none is better.

    start: a plan that keeps the limits, None where none is known. bound: that of the prices.
    """
    room = ROOM * abs(bound) if len(problem) > FEW else np.inf
    room = room if start is None else bound - problem.total(start)[0]
    rows, at, losses = in_doubt(problem, prices, room)
    is_exact = len(rows) <= DOUBTS
    order = np.argsort(losses[:, 1], kind="stable")[:DOUBTS]
    rows, at, losses = rows[order], at[order], losses[order]
    best = problem.choose(prices)
    tops = best.copy()
    tops[rows] = NONE
    uses = [problem.uses(np.full(at.shape[1], row), to) for row, to in zip(rows, at, strict=True)]
    allowed = [np.flatnonzero(loss < room) for loss in losses]
    least, most = _still(uses, allowed)
    partial = _Partial(np.zeros(1), problem.total(tops)[1][:, None])
    steps: list[tuple[Whole, Whole]] = []
    is_one = len(problem.limits) == 1 and bool(problem.sign[0] > 0)
    most_states = STATES if is_one else STATES_OF_SEVERAL
    most_states = STATES_OF_FEW if len(problem) <= FEW else most_states
    found = start
    for i in range(len(rows)):
        options = allowed[i][losses[i][allowed[i]] < room]
        loss = (partial.loss[:, None] + losses[i][options]).ravel()
        used = (partial.used[:, :, None] + uses[i][:, None, options]).reshape(len(least[0]), -1)
        keep = np.flatnonzero(_may_be(problem, prices, loss, used, least[i + 1], most[i + 1], room))
        keep = keep[np.argsort(loss[keep], kind="stable")]
        if is_one:
            keep = keep[_undominated(loss[keep] + prices[0] * -used[0][keep], used[0][keep])]
        if len(keep) > most_states:
            keep, is_exact = keep[:most_states], False
        steps.append((keep // len(options), options[keep % len(options)]))
        partial = _Partial(loss[keep], used[:, keep])
        # What is there if everybody further on takes what is worth most after prices.
        rest = sum((use[:, 0] for use in uses[i + 1 :]), np.zeros(len(least[0])))
        worth = bound - partial.loss - _idle(problem, prices, partial.used + rest[:, None])
        worth[~_kept(problem, partial.used + rest[:, None])] = -np.inf
        place = int(np.argmax(worth)) if len(worth) else -1
        if place >= 0 and bound - worth[place] < room:
            room, found = float(bound - worth[place]), best.copy()
            found[rows[i + 1 :]] = at[i + 1 :, 0]
            for j in range(i, -1, -1):
                parent, option = steps[j]
                found[rows[j]] = at[j, option[place]]
                place = int(parent[place])
        if len(partial.loss) == 0:
            break
    return found, is_exact and (found is not None or len(problem) <= FEW)


def in_doubt(problem: Problem, prices: Vector, room: float) -> tuple[Whole, Whole, Vector]:
    """Customers with more than one offer that loses less than the room there is.

    Rows (r,), their offers from the best after prices on (r, k + 1), and what each loses.
    """
    found = []
    for part in problem.chunks():
        scores = np.column_stack([np.zeros(part.stop - part.start), problem.scores(prices, part)])
        order = np.argsort(-scores, axis=1, kind="stable")
        ranked = np.take_along_axis(scores, order, axis=1)
        losses = ranked[:, :1] - ranked
        doubt = np.flatnonzero(losses[:, 1] < room)
        found.append((part.start + doubt, order[doubt] - 1, losses[doubt]))
    rows, at, losses = (np.concatenate(column) for column in zip(*found, strict=True))
    return rows, at, losses


def _still(uses: list[Vector], allowed: list[Whole]) -> tuple[list[Vector], list[Vector]]:
    """What the customers from each place on use at least and at most."""
    zero = np.zeros(len(uses[0]) if uses else 0)
    least, most = [zero], [zero]
    for use, options in zip(reversed(uses), reversed(allowed), strict=True):
        least.append(least[-1] + use[:, options].min(axis=1))
        most.append(most[-1] + use[:, options].max(axis=1))
    return least[::-1], most[::-1]


def _hair(problem: Problem) -> Vector:
    return HAIR * (1 + np.abs(problem.bounds[:, None]))


def _kept(problem: Problem, used: Vector) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which plans keep all limits. used: shape (m, s)."""
    over = problem.sign[:, None] * (used - problem.bounds[:, None])
    return np.asarray((over <= _hair(problem)).all(axis=0))


def _idle(problem: Problem, prices: Vector, used: Vector) -> Vector:
    """What is left of the limits, at their prices. Shape (s,)."""
    return np.asarray((prices * problem.sign) @ (problem.bounds[:, None] - used))


def _may_be(
    problem: Problem,
    prices: Vector,
    loss: Vector,
    used: Vector,
    least: Vector,
    most: Vector,
    room: float,
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which partial plans can still keep the limits and lose less than the room there is."""
    helps = np.where(problem.sign > 0, least, most)[:, None]
    reached = np.where(problem.sign > 0, most, least)[:, None]
    idle = np.maximum(problem.sign[:, None] * (problem.bounds[:, None] - used - reached), 0)
    return _kept(problem, used + helps) & (loss + prices @ idle < room)


def _undominated(loss: Vector, used: Vector) -> Whole:
    """Places of the plans to which no other has used less and lost less, value for value."""
    order = np.lexsort((loss, used))
    lowest = np.minimum.accumulate(loss[order])
    first = np.ones(len(order), dtype=bool)
    first[1:] = lowest[1:] < lowest[:-1]
    return np.sort(order[first])
