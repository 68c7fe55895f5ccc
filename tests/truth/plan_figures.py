"""What plans from one past campaign are truly worth, world by world.

python -m tests.truth.plan_figures 400
"""

import sys
from dataclasses import dataclass

import numpy as np
from tests.truth.plan_worlds import plan_world

from volver.decide.budget.allocate import People, allocate
from volver.decide.responses import Forecast, as_seen, learnt, sway, table, tally
from volver.domain.allocation import Limits, Option


@dataclass(frozen=True)
class Held:
    """One world: what the plan said and what it is worth."""

    share: float
    """Of the optimum."""
    beaten: dict[str, bool]
    """Whether the plan is worth more than each rival."""
    is_held: bool
    """Whether the 95 % interval holds what the plan is worth."""
    width: float
    """Of the interval, as a share of the optimum."""
    planned: float
    """What the plan said, over what it is worth."""
    gap: float


HALVES = 2
"""A planner who is told each customer's risk needs no halves of a kind by risk."""


def names(world):
    """Of the kinds."""
    return [f"kind {at}" for at in range(world.segments // HALVES)]


def actions_of(world):
    """Each through a channel of its own."""
    return [Option(name, name) for name in world.actions]


def forecast_of(world):
    """What is known of who stays, by kind."""
    return Forecast.of(world.segment // HALVES, world.risk, world.segments // HALVES)


def people_of(world):
    """As the planner knows them."""
    kind = world.segment // HALVES
    answer = sway(world.risk) / forecast_of(world).sway[kind]
    return People(kind, world.stake, world.cost, answer=answer)


def campaign_table(world, seed, is_shrunk=True):
    """What the campaign teaches: drawn together, or just as it is seen."""
    past = world.campaign
    tallied = tally(past.segment // HALVES, past.arm, past.kept.astype(float),
                    world.segments // HALVES, len(world.actions) + 1)  # fmt: skip
    if is_shrunk:
        return learnt(tallied, names(world), world.actions, "kept", seed,
                      forecast=forecast_of(world))  # fmt: skip
    return table(as_seen(tallied, names(world), world.actions, "kept"), seed)


def held(seed, is_shrunk=True):
    """One world, planned and judged."""
    world = plan_world(seed)
    found = allocate(people_of(world), campaign_table(world, seed, is_shrunk), actions_of(world),
                     Limits(world.budget))  # fmt: skip
    assert world.spent(found.choice) <= world.budget * (1 + 1e-9)
    best, worth = world.best(), world.worth(found.choice)
    rivals = world.rivals(np.random.default_rng(seed))
    return Held(
        worth / best, {name: worth > rival for name, rival in rivals.items()},
        found.margin.low <= worth <= found.margin.high,
        (found.margin.high - found.margin.low) / best, found.planned / worth, found.gap,
    )  # fmt: skip


def summary(seen):
    """The figures of the page docs/why/budget.md."""
    share = np.array([one.share for one in seen])
    return {
        "worlds": len(seen),
        "beats": {name: float(np.mean([one.beaten[name] for one in seen]))
                  for name in seen[0].beaten},
        "beats all": float(np.mean([all(one.beaten.values()) for one in seen])),
        "share of the optimum": float(share.mean()),
        "median share": float(np.median(share)),
        "held": float(np.mean([one.is_held for one in seen])),
        "median width": float(np.median([one.width for one in seen])),
        "median of planned over worth": float(np.median([one.planned for one in seen])),
        "largest gap": max(one.gap for one in seen),
    }  # fmt: skip


if __name__ == "__main__":
    found = []
    for number in range(int(sys.argv[1])):
        found.append(held(number))
        if len(found) % 20 == 0:
            print(summary(found), flush=True)  # noqa: T201 - a page of figures is printed
