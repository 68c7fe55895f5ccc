"""What one customer may do next: still there by then, back at all, and when.

All of it follows from a model of repeat purchases; nothing is fitted here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.predict.purchases.collapse import pairs
from volver.predict.purchases.model import Foretelling

FIRST = 0.04
"""Days: the first step, an hour from now."""
STEPS = 128
"""Days at which the chance of an order is computed; between them it is drawn straight."""


def p_alive_ahead(model: Foretelling, x: Vector, t_x: Vector, age: Vector, days: float) -> Vector:
    """Probability that the relationship will not have ended in `days`, as is known now. (n,)."""
    return _over_phases(model, x, t_x, age, lambda phase: model.stays(x, age, days, phase))


def chances_of_an_order(
    model: Foretelling, x: Vector, t_x: Vector, age: Vector, days: Sequence[float]
) -> Vector:
    """Probability of at least one order within each of `days`. Shape (len(days), n).

    What those do who are still there depends on (x, T) alone, which many share.
    """
    alike = pairs(x, age)

    def if_alive(phase: int) -> Vector:
        chances = [model.at_least_if_alive(alike.x, alike.age, d, 1, phase)[:, 0] for d in days]
        return np.stack(chances)[:, alike.row]

    return _over_phases(model, x, t_x, age, if_alive)


def residual_orders(
    model: Foretelling, x: Vector, t_x: Vector, age: Vector, annual: float
) -> Vector:
    """Discounted expected orders for as long as the relationship lasts (DERT). Shape (n,).

    annual: effective annual discount rate. Raises ValueError unless it is above zero: without one
    the sum may be infinite.
    """
    if annual <= 0:
        raise ValueError("orders without an end are worth a sum only at a rate above zero")
    alike = pairs(x, age)

    def if_alive(phase: int) -> Vector:
        found = model.discounted_if_alive(alike.x, alike.age, np.inf, annual, phase)
        return np.asarray(found[alike.row])

    return _over_phases(model, x, t_x, age, if_alive)


@dataclass(frozen=True, slots=True)
class NextOrder:
    """When the next order comes, if it comes within the days asked about. Shape (n,)."""

    chance: Vector
    """Probability that it does."""
    low: Vector
    """Days from now that it comes before with chance (1 - level) / 2, given that it comes; not a
    number, nor the next two, where it cannot."""
    median: Vector
    high: Vector


def next_order(
    model: Foretelling,
    x: Vector,
    t_x: Vector,
    age: Vector,
    days: float,
    level: float,
) -> NextOrder:
    """The next order of each customer within `days`. x, t_x, age: shape (n,).

    Many never order again, so no mean exists: median and interval are of those who do.
    """
    at = np.concatenate([[0.0], np.geomspace(min(FIRST, days / 2), days, STEPS)])
    later = chances_of_an_order(model, x, t_x, age, at[1:].tolist())
    by_then = np.concatenate([np.zeros((1, len(x))), later]).T
    chance = by_then[:, -1]
    low, median, high = (
        _day_of(by_then, at, q * chance) for q in ((1 - level) / 2, 0.5, (1 + level) / 2)
    )
    return NextOrder(chance, low, median, high)


def _day_of(by_then: Vector, at: Vector, chance: Vector) -> Vector:
    """The day by which a chance is reached; not a number where it is zero. by_then: (n, days)."""
    after = np.maximum((by_then < chance[:, None]).sum(axis=1), 1)
    row = np.arange(len(by_then))
    low, high = by_then[row, after - 1], by_then[row, after]
    with np.errstate(invalid="ignore"):
        share = (chance - low) / (high - low)
    return np.asarray(at[after - 1] + share * (at[after] - at[after - 1]))


def _over_phases(
    model: Foretelling, x: Vector, t_x: Vector, age: Vector, given: Callable[[int], Vector]
) -> Vector:
    """Over the phases that a customer may be in, and over being there. given: (n,) or (k, n)."""
    found = np.zeros(len(x))
    for phase, share in enumerate(model.phase_if_alive(x, t_x, age)):
        found = found + share * given(phase)
    return np.asarray(model.p_alive(x, t_x, age) * found)
