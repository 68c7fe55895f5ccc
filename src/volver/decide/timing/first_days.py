"""The first ninety days: what each new customer gets, what it may cost, and whether it works.

Keeping a customer begins with the first contact (mission R9). When a prospect orders, the plan and
its ceiling are made at once from what they are expected to bring (R6).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from volver.decide.offers.rewards import affordable
from volver.domain.due import ContactPlan, Step
from volver.domain.estimate import Estimate, NotEnough
from volver.stats.intervals import gap_of_shares

DAYS = 90
TEMPLATE: tuple[Step, ...] = (
    Step(0, "thank"),
    Step(4, "arrived"),
    Step(14, "first_use"),
    Step(30, "listen"),
    Step(45, "replenish", sells=True),
    Step(60, "discover", sells=True),
    Step(DAYS, "review"),
)
"""Thanks, whether it came, help with it, a question; only then something is offered."""
LEAST = 30
"""In each arm, for an effect."""


def converted(
    customer_id: str,
    first_order: date,
    value: float,
    changeable: float,
    target_return: float = 0.0,
    template: Sequence[Step] = TEMPLATE,
    usual_gap: float | None = None,
) -> ContactPlan:
    """The plan of a prospect who has become a customer, and what it may cost.

    value: discounted expected margin of such a newcomer. changeable: share of it that contact in
    the first days brings, as measured or assumed, 0 to 1. usual_gap: days between orders; what they
    buy again is spoken of then, if that is within the ninety days.

    Steps are paid for in their order; one that the rest of the ceiling does not cover is dropped.
    """
    ceiling = affordable(changeable, value, target_return)
    steps: list[tuple[date, Step]] = []
    dropped: list[Step] = []
    left = ceiling
    for step in template:
        after = step.after
        if step.purpose == "replenish" and usual_gap is not None and usual_gap <= DAYS:
            after = round(usual_gap)
        # Amounts are binary: a millionth of a cent is no reason to drop a step.
        if step.cost <= left + 1e-9:
            left -= step.cost
            steps.append((first_order + timedelta(days=after), step))
        else:
            dropped.append(step)
    in_order = sorted(steps, key=lambda one: one[0])
    return ContactPlan(customer_id, first_order, ceiling, tuple(in_order), tuple(dropped))


def due(plan: ContactPlan, day: date, last_done: date | None = None) -> list[Step]:
    """Steps whose day has come and that were not done yet: after `last_done`, up to a day."""
    return [
        step for when, step in plan.steps if when <= day and (last_done is None or when > last_done)
    ]


def effect(
    with_plan: tuple[int, int], without: tuple[int, int], level: float = 0.9
) -> Estimate | NotEnough:
    """What the plan adds to the share of newcomers with a second purchase in ninety days.

    Each arm: newcomers drawn into it by lot before any contact, and those of them who came back.
    """
    fewest = min(with_plan[0], without[0])
    if fewest < LEAST:
        return NotEnough("an effect needs newcomers with the plan and without it", LEAST, fewest)
    (n, came), (m, others) = with_plan, without
    low, high = gap_of_shares(came, n, others, m, level)
    return Estimate(came / n - others / m, low, high, level)
