"""Who gets which action under a budget: by what it changes, and never by risk.

The split is made on half of the draws of the effects and scored on the other half. Of many actions
that are all but equal a plan takes those whose effects happen to look large, so its own figure
flatters it; the other half does not know which they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.decide.responses import Table
from volver.domain.allocation import Allocation, Left, Limits, Line, Option, Vector, Whole
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.stats.knapsack.choose import Chosen, choose
from volver.stats.knapsack.problem import Limit

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class People:
    """The customers among whom a budget is split."""

    segment: Whole
    """Place of the segment in the table of effects. Shape (n,)."""
    stake: Vector
    """Margin over the horizon that is lost with the customer, discounted, money. Shape (n,)."""
    cost: Vector
    """Of each action for each customer, money, 0 or more. Shape (n, k), or (k,) for all alike."""
    allowed: NDArray[np.bool_] | None = None
    """Which actions a customer may get: consent, vetoes. Shape (n, k); None: all."""
    answer: Vector | None = None
    """Effect on a customer over the mean effect of the segment. Shape (n,); None: 1 for all."""

    def costs(self, rows: Whole | slice = slice(None)) -> Vector:
        """Shape (rows, k)."""
        if self.cost.ndim == 2:
            return self.cost[rows]
        return np.broadcast_to(self.cost, (len(self.stake[rows]), len(self.cost)))

    def weight(self, table: Table) -> Vector:
        """What the mean effect of the segment is worth, by customer and unit. Shape (n,)."""
        worth = np.ones_like(self.stake) if table.outcome == "margin" else self.stake
        return worth if self.answer is None else worth * self.answer

    def only(self, rows: Whole) -> "People":
        """Some of them."""
        cost = self.cost[rows] if self.cost.ndim == 2 else self.cost
        allowed = None if self.allowed is None else self.allowed[rows]
        answer = None if self.answer is None else self.answer[rows]
        return People(self.segment[rows], self.stake[rows], cost, allowed, answer)


def incremental_margin(people: People, table: Table, effect: Vector) -> Vector:
    """Effect on margin less cost; -inf where an action is not allowed. Shape (n, k).

    effect: shape (segments, actions).
    """
    found = effect[people.segment]
    found *= people.weight(table)[:, None]
    found -= people.costs()
    if people.allowed is not None:
        found[~people.allowed] = -np.inf
    return found


def allocate(
    people: People,
    table: Table,
    actions: Sequence[Option],
    limits: Limits,
    caution: float | None = None,
    level: float = LEVEL,
) -> Allocation:
    """The split that brings most within the limits.

    actions: in the order of the table. caution: plan with this quantile of each effect, such as
    0.25, and not with its mean: what is well known is then preferred to what only may be good.
    """
    if tuple(action.name for action in actions) != table.actions:
        raise BadInput(
            what="Actions and effects do not name the same actions in the same order",
            where="budget",
            next_step=f"Give the actions {', '.join(table.actions)}, each with its channel.",
        )
    if len(people.stake) and (float(people.cost.min()) < 0 or limits.total < 0):
        raise BadInput(
            what="A cost or a budget is below zero",
            where="budget",
            next_step="Give what an action costs and what may be spent as amounts of 0 or more.",
        )
    half = len(table.draws) // 2
    seen = table.draws[:half]
    effect = seen.mean(axis=0) if caution is None else np.quantile(seen, caution, axis=0)
    named, bounds = _bounds(limits, table, actions)
    values = incremental_margin(people, table, effect)
    costs = np.ascontiguousarray(people.costs())
    chosen = choose(values, costs, bounds, people.segment)
    stakes, spend, counts = sums(people, table, chosen.choice)
    planned = float((seen.mean(axis=0) * stakes).sum() - spend.sum())
    lines = tuple(
        Line(segment, action, int(counts[s, a]), float(spend[s, a]), float(stakes[s, a]),
             float(table.means[s, a] * stakes[s, a] - spend[s, a]))
        for s, segment in enumerate(table.segments) for a, action in enumerate(table.actions)
        if counts[s, a]
    )  # fmt: skip
    prices = dict(zip(named, chosen.prices.tolist(), strict=True))
    return Allocation(
        choice=chosen.choice,
        lines=lines,
        stakes=stakes,
        total=limits.total,
        spent=float(spend.sum()),
        left=_why_left(values, chosen, limits.total - float(spend.sum())),
        planned=planned,
        margin=scored(stakes, float(spend.sum()), table.draws[half:], level),
        gap=chosen.gap,
        price=prices.pop("total"),
        prices=prices,
        missed=tuple(named[m] for m in chosen.missed),
    )


def scored(stakes: Vector, spent: float, draws: Vector, level: float = LEVEL) -> Estimate:
    """Incremental margin of a split by draws of the effects: mean and interval.

    stakes: sum of stakes by segment and action; draws: shape (draws, segments, actions).
    """
    margin = np.tensordot(draws, stakes, 2) - spent
    low, high = np.quantile(margin, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(margin.mean()), float(low), float(high), level)


def sums(people: People, table: Table, choice: Whole) -> tuple[Vector, Vector, Vector]:
    """Stakes, spend and customers of a split, each of shape (segments, actions)."""
    some = np.flatnonzero(choice >= 0)
    shape = len(table.segments), len(table.actions)
    cells = people.segment[some] * shape[1] + choice[some]
    size = shape[0] * shape[1]
    paid = people.costs(some)[np.arange(len(some)), choice[some]]
    weights = people.weight(table)[some], paid, np.ones(len(some))
    stakes, spend, customers = (
        np.bincount(cells, weight, size).reshape(shape).astype(np.float64) for weight in weights
    )
    return stakes, spend, customers


def _bounds(
    limits: Limits, table: Table, actions: Sequence[Option]
) -> tuple[list[str], list[Limit]]:
    """Every limit under its name."""
    offers: dict[str, tuple[int, ...]] = {}
    for place, action in enumerate(actions):
        offers[action.channel] = (*offers.get(action.channel, ()), place)
    unknown = [name for name in (*limits.channels, *limits.contacts) if name not in offers]
    unknown += [name for name in limits.floors if name not in table.segments]
    if unknown:
        raise BadInput(
            what=f"A limit names {unknown[0]!r}, which no action and no segment is called",
            where="budget",
            next_step="Use the names of channels and segments as actions and effects have them.",
        )
    found = {"total": Limit(limits.total)}
    for name, most in limits.channels.items():
        found[f"channel: {name}"] = Limit(most, offers[name])
    for name, people in limits.contacts.items():
        found[f"contacts: {name}"] = Limit(float(people), offers[name], of_people=True)
    for name, least in limits.floors.items():
        at = table.segments.index(name)
        found[f"segment: {name}"] = Limit(least, groups=(at,), is_floor=True)
    return list(found), list(found.values())


def _why_left(values: Vector, chosen: Chosen, left: float) -> Left:
    """Why so much of the total is left."""
    if chosen.prices[0] > 0 or left <= 0:
        return Left.NOTHING
    some = np.arange(len(values))
    taken = np.where(chosen.choice >= 0, values[some, np.maximum(chosen.choice, 0)], 0.0)
    would = float((np.maximum(values.max(axis=1, initial=-np.inf), 0) - taken).sum())
    return Left.OTHER_LIMITS if would > 1e-9 * (1 + abs(chosen.value)) else Left.NOTHING_PAYS
