"""From what customers take at given prices to a plan that keeps every limit and leaves little."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from volver.stats.knapsack.problem import HAIR, Problem, Vector, Whole

MOVES = 50_000
"""Changes of single customers that are looked at in one round."""
ROUNDS = 20

Flags = NDArray[np.bool_]
Rank = Callable[[Vector, list[Vector]], tuple[Flags, Vector]]
"""Which changes count and in what order, least first, from their gain and what more they use."""
Moves = tuple[Whole, Whole]
"""Rows, and the offers that they would change to."""


def mended(problem: Problem, choice: Whole, prices: Vector) -> Whole:
    """A plan without the breaches of this one, as far as changes of single customers can.

    Changes come in the order of what they lose after prices for each unit that they mend. Floors
    come first and may break limits from above, which are then mended without going below a floor.
    """
    choice = choice.copy()
    for turn in range(ROUNDS):
        is_late = turn > ROUNDS // 2
        _, used = problem.total(choice)
        missed = problem.breach(used)
        if not missed.any():
            break
        floors = missed * (problem.sign < 0)
        missed = floors if floors.any() and not is_late else missed
        worst = int(np.argmax(missed / (1 + np.abs(problem.bounds))))

        def by_loss(gain: Vector, more: list[Vector], worst: int = worst) -> tuple[Flags, Vector]:
            mends = -more[worst]
            lost = _lost(gain, more, prices)
            rank = np.divide(lost, mends, out=np.full_like(lost, np.inf), where=mends > 0)
            return (mends > 0) & np.isfinite(gain), rank

        moves = _moves(problem, choice, by_loss, MOVES)
        free = (problem.sign > 0) & bool(floors.any() and not is_late)
        if not _apply(problem, choice, used, moves, until=worst, free=free):
            break
    return choice


def filled(problem: Problem, choice: Whole) -> Whole:
    """What is left over goes to the changes that gain most and fit."""
    choice = choice.copy()
    for _ in range(3):  # what is left only shrinks, and with it who fits
        _, used = problem.total(choice)
        slack = _slack(problem, used)

        def by_gain(
            gain: Vector, more: list[Vector], slack: Vector = slack
        ) -> tuple[Flags, Vector]:
            fits = gain > 0
            for use, left in zip(more, slack, strict=True):
                fits &= use <= left
            return fits, -gain

        moves = _moves(problem, choice, by_gain, MOVES)
        nothing = np.zeros(len(used), dtype=bool)
        if not _apply(problem, choice, used, moves, until=None, free=nothing):
            break
    return choice


def _lost(gain: Vector, more: list[Vector], prices: Vector) -> Vector:
    """What a change loses after prices: at the prices of the plan, never below zero."""
    lost = -gain
    for use, price in zip(more, prices, strict=True):
        if price > 0:
            lost = lost + price * use
    return lost


def _slack(problem: Problem, used: Vector) -> Vector:
    """What is left of each limit, a hair included. Shape (m,)."""
    left = np.maximum(problem.sign * (problem.bounds - used), 0)
    return left + HAIR * (1 + np.abs(problem.bounds))


def _moves(problem: Problem, choice: Whole, rank: Rank, most: int) -> Moves:
    """Changes of single customers, best first."""
    found: list[tuple[Whole, Whole, Vector]] = []
    k = problem.offers
    for part in problem.chunks():
        rows, now = np.arange(part.start, part.stop), choice[part]
        at = problem.group[part]
        values = np.column_stack([np.zeros(len(rows)), problem.values[part]])
        gain = values - problem.worths(rows, now)[:, None]
        more = []
        for m, before in enumerate(problem.uses(rows, now)):
            uses = np.zeros((len(rows), k + 1))
            uses[:, 1:] = problem.money[m][at] * problem.costs[part] + problem.people[m][at]
            more.append(problem.sign[m] * (uses - before[:, None]))
        keep, ranks = rank(gain, more)
        keep[np.arange(len(rows)), now + 1] = False
        some, to = np.nonzero(keep)
        found.append((rows[some], to - 1, ranks[some, to]))
        if sum(len(part[0]) for part in found) > 20 * most:
            found = [_first(found, most)]
    rows, to, ranked = _first(found, most)
    order = np.argsort(ranked, kind="stable")
    return rows[order], to[order]


def _first(found: list[tuple[Whole, Whole, Vector]], most: int) -> tuple[Whole, Whole, Vector]:
    if not found:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    rows, to, rank = (np.concatenate(column) for column in zip(*found, strict=True))
    kept = np.argpartition(rank, most)[:most] if len(rank) > most else slice(None)
    return rows[kept], to[kept], rank[kept]


def _apply(
    problem: Problem, choice: Whole, used: Vector, moves: Moves, until: int | None, free: Flags
) -> int:
    """Make changes one by one where they break no limit further, unless it is free; how many."""
    rows, to = moves
    steps = problem.sign[:, None] * (problem.uses(rows, to) - problem.uses(rows, choice[rows]))
    over = problem.sign * (used - problem.bounds)
    hair = HAIR * (1 + np.abs(problem.bounds))
    changed: set[int] = set()
    for place, row in enumerate(rows.tolist()):
        if row in changed:
            continue
        then = over + steps[:, place]
        if ((then > hair) & (then > over) & ~free).any():
            continue
        choice[row], over = to[place], then
        changed.add(row)
        if until is not None and over[until] <= hair[until]:
            break
    return len(changed)
