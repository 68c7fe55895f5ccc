"""Who is worth saving: by what an action changes of what is at stake, and never by risk.

Incremental margin of acting on one customer = effect x margin at stake over the horizon - cost. Who
is most at risk is often past saving, and who is safe needs nothing: Ascarza (2018), Retention
futility, Journal of Marketing Research 55(1), 80-98; Lemmens & Gupta (2020), Managing churn to
maximize profits, Marketing Science 39(5), 956-973.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.decide.budget.allocate import LEVEL, People, incremental_margin, scored
from volver.decide.responses import Table
from volver.domain.allocation import Vector, Whole
from volver.domain.estimate import Estimate

DEPTHS = 101
"""Points of a curve: nobody, and every hundredth part of the customers."""


@dataclass(frozen=True, slots=True)
class Targeting:
    """What comes of acting on the first customers of a list, by how far down one goes."""

    share: Vector
    """Of all customers, 0 to 1. Shape (d,)."""
    margin: Vector
    """Incremental margin. Shape (d,)."""

    @property
    def most(self) -> float:
        """At the best depth."""
        return float(self.margin.max())


@dataclass(frozen=True, slots=True)
class Saving:
    """One action on everybody for whom it pays."""

    action: str
    expected: Vector
    """Incremental margin of acting on each customer. Shape (n,)."""
    low: Vector
    high: Vector
    """Ends of its interval: how sure we are of the effect, and not of the customer's luck."""
    pays: NDArray[np.bool_]
    """Whether it is above 0. Shape (n,)."""
    surely: NDArray[np.bool_]
    """Whether even the lower end is."""
    margin: Estimate
    """Of acting on all for whom it pays."""
    by_margin: Targeting
    """Down the list by incremental margin."""
    by_risk: Targeting
    """Down the list by risk, which is how it is often done."""


def worth_saving(
    people: People, table: Table, action: str, risk: Vector, level: float = LEVEL
) -> Saving:
    """Whom one action is worth its cost. risk: of leaving, for the comparison only. Shape (n,)."""
    place = table.actions.index(action)
    half = len(table.draws) // 2
    seen, others = table.draws[:half], table.draws[half:]
    ends = np.quantile(table.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    expected, low, high = (
        incremental_margin(people, table, effect)[:, place] for effect in (seen.mean(axis=0), *ends)
    )
    pays = expected > 0
    cells = people.segment[pays]
    stakes = np.zeros((len(table.segments), len(table.actions)))
    stakes[:, place] = np.bincount(cells, people.weight(table)[pays], len(table.segments))
    spent = float(people.costs()[pays, place].sum())
    judged = incremental_margin(people, table, others.mean(axis=0))[:, place]
    return Saving(
        action=action,
        expected=expected,
        low=low,
        high=high,
        pays=pays,
        surely=low > 0,
        margin=scored(stakes, spent, others, level),
        by_margin=down(judged, np.argsort(-expected, kind="stable")),
        by_risk=down(judged, np.argsort(-risk, kind="stable")),
    )


def down(margin: Vector, order: Whole) -> Targeting:
    """Sums down a list; who may not be reached is left out of the sum. margin: shape (n,)."""
    reached = np.append(0.0, np.cumsum(np.where(np.isfinite(margin), margin, 0.0)[order]))
    at = np.unique(np.rint(np.linspace(0, len(margin), DEPTHS)).astype(np.intp))
    return Targeting(at / max(len(margin), 1), reached[at])


def call_order(
    stake: Vector,
    chance: Vector,
    cost: float,
    capacity: int,
    allowed: NDArray[np.bool_] | None = None,
) -> Whole:
    """Rows to contact today, first first: by margin at stake x chance that it helps (R4).

    stake, chance: shape (n,). Nobody whom the contact costs more than it brings, nobody without
    consent, and no more than there is capacity for; equal ones in the order they came in.
    """
    worth = stake * chance
    counts = (worth > cost) if allowed is None else (worth > cost) & allowed
    rows = np.flatnonzero(counts)
    order: Whole = rows[np.argsort(-worth[rows], kind="stable")]
    return order[:capacity]
