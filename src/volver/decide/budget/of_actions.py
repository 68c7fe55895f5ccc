"""A budget split over the actions of volver.toml, by what each adds to each customer's value."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from volver.decide.budget.allocate import People, allocate
from volver.decide.plans.draft import RANGE, Run
from volver.decide.plans.people import Everybody
from volver.decide.responses import DRAWS, Table
from volver.domain.allocation import Allocation, Limits, Option
from volver.domain.plan import Action
from volver.domain.response import Effect

SEED = 20_240_101
SCENARIOS = (0.5, 1.0, 2.0)
"""Times the budget that is asked about: would less do, and would more bring more?"""


def table_of(actions: Sequence[Sequence[Action]], segments: Sequence[str], run: Run) -> Table:
    """Effects of actions as ranges, by segment. actions: the same ones for each segment.

    An assumption that is wrong is wrong for everybody, and so is the level of all values: draws
    lie at the same place of their range in all segments.
    """
    reach = 2 * NormalDist().inv_cdf((1 + RANGE) / 2)
    mean = np.array([[action.mean for action in own] for own in actions])
    error = np.array([[(action.high - action.low) / reach for action in own] for own in actions])
    generator = np.random.default_rng(SEED)
    draws = mean + error * generator.standard_normal((DRAWS, 1, mean.shape[1]))
    draws *= 1 + run.value_error * generator.standard_normal((DRAWS, 1, 1))
    effects = tuple(
        Effect(action.name, segment, "value", float(mean[s, a]), float(error[s, a]), action.source)
        for s, segment in enumerate(segments)
        for a, action in enumerate(actions[s])
    )
    names = tuple(action.name for action in actions[0])
    return Table(tuple(segments), names, "value", effects, draws)


def split(
    people: Everybody,
    segment: NDArray[np.intp],
    segments: Sequence[str],
    actions: Sequence[Sequence[Action]],
    limits: Limits,
    run: Run,
) -> tuple[Allocation, ...]:
    """The best split of the budget, of half of it and of twice as much; see SCENARIOS.

    segment: place of each customer's segment, -1 for none. Shape (n,). actions: by segment, the
    same ones in each.
    """
    some = people.may & (segment >= 0)
    asked = People(
        segment=segment[some],
        stake=np.maximum(people.value[some], 0.0),
        cost=np.array([action.cost for action in actions[0]]),
    )
    table = table_of(actions, segments, run)
    options = [Option(action.name, action.channel) for action in actions[0]]
    return tuple(
        allocate(
            asked, table, options, replace(limits, total=times * limits.total), level=run.level
        )
        for times in SCENARIOS
    )


def parts(members: Mapping[str, NDArray[np.int32]], people: Everybody) -> NDArray[np.intp]:
    """The place of each customer's segment, of segments that part them; -1 for none."""
    found = np.full(len(people.ids), -1, np.intp)
    for place, who in enumerate(members.values()):
        found[people.among(who)] = place
    return found
