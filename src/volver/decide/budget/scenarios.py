"""Budgets side by side, and today's spend against what is at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from volver.decide.budget.allocate import LEVEL, People, allocate, incremental_margin
from volver.decide.responses import Table
from volver.domain.allocation import Allocation, Limits, Option, SegmentSpend
from volver.stats.knapsack.choose import choose
from volver.stats.knapsack.problem import Limit


def scenarios(
    people: People,
    table: Table,
    actions: Sequence[Option],
    limits: Limits,
    totals: Sequence[float],
    level: float = LEVEL,
) -> tuple[Allocation, ...]:
    """The best split of each total under the same other limits and the same draws."""
    return tuple(
        allocate(people, table, actions, replace(limits, total=total), level=level)
        for total in totals
    )


def against_stake(
    people: People, table: Table, allocation: Allocation, spent_now: Mapping[str, float]
) -> tuple[SegmentSpend, ...]:
    """By segment, what is spent and what is at stake; is it enough? (Q2)

    spent_now: by segment, money; a segment that is not there gets nothing today.
    """
    half = len(table.draws) // 2
    values = incremental_margin(people, table, table.draws[:half].mean(axis=0))
    costs = np.ascontiguousarray(people.costs())
    planned = {
        segment: sum(line.spend for line in allocation.lines if line.segment == segment)
        for segment in table.segments
    }
    found = []
    for place, segment in enumerate(table.segments):
        rows = np.flatnonzero(people.segment == place)
        now = spent_now.get(segment, 0.0)
        alone = choose(values[rows], costs[rows], [Limit(now)])
        price = float(alone.prices[0])
        found.append(
            SegmentSpend(
                segment, len(rows), float(people.stake[rows].sum()), now, planned[segment],
                1 + price if price > 0 else None, allocation.next_euro,
            )
        )  # fmt: skip
    return tuple(found)
