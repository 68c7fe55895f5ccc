"""How totals of many simulated shops lie in their forecasts: how often inside, and why not.

A share inside says that an interval is wrong, not how. So the errors are looked at in standard
deviations of the forecast, z = (came - expected) / sd: where they lie on average (the centre, 0
where nothing leans) and how far they scatter (the spread, 1 where the width is right). The same
split as that of a PIT histogram, sloped or humped: Gneiting, Balabdaoui & Raftery (2007),
Probabilistic forecasts, calibration and sharpness, JRSS B 69(2), 243-268.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tests.predict.worlds import HEAVY_TAILED, LEAVING, MODEL_OF, drawn

from volver.predict.ladder import money_model, purchase_model
from volver.predict.outlook import Outlook
from volver.predict.totals import total_orders, total_value
from volver.stats.simulate import Truth, World

WORLDS = {
    "leaving": LEAVING,
    "staying": World(
        r=0.5, alpha=50.0, a=0.8, b=2.5, leaving="after_repeats", p=6.0, q=4.0, gamma=15.0
    ),
    "busy": World(
        r=1.5, alpha=30.0, a=0.5, b=6.0, leaving="after_orders", p=2.0, q=3.0, gamma=20.0
    ),
    "heavy-tailed": HEAVY_TAILED,
    "fading": World(
        r=0.8, alpha=40.0, a=0.7, b=200.0, leaving="at_any_time", p=6.0, q=4.0, gamma=15.0
    ),
}
CUSTOMERS, DAYS = 2000, 365
SEED = 5000
"""Of the first world; the next are those that follow."""


@dataclass(frozen=True)
class Totals:
    """What was seen of totals of orders and of margin: the second axis, in this order."""

    worlds: int
    inside: np.ndarray
    """Shares inside, by level. Shape (levels, 2)."""
    centre: np.ndarray
    """Mean of z. Shape (2,)."""
    spread: np.ndarray
    """Standard deviation of z. Shape (2,)."""

    @property
    def errors(self) -> tuple[float, float]:
        """Standard errors of a centre and of a spread where the forecast is right."""
        return self.worlds**-0.5, (2 * self.worlds) ** -0.5


def seen(world: World, customers: int, seed: int) -> tuple[Outlook, Truth]:
    """The outlook of a fitted world, undiscounted, and its truth."""
    base, truth = drawn(world, customers, seed)
    fitted = purchase_model(base, MODEL_OF[world.leaving])
    assert not isinstance(fitted, str), fitted
    return Outlook(base, fitted, money_model(base)[0], DAYS, 0.0), truth


def one(world: World, seed: int, levels: Sequence[float]) -> list[list[float]]:
    """Inside or not by level, then z; of orders and of margin."""
    outlook, truth = seen(world, CUSTOMERS, seed)
    came = float(truth.future_orders.sum()), float(truth.future_margin.sum())
    found = []
    for level in levels:
        totals = total_orders(outlook, level), total_value(outlook, level)
        found.append([float(t.low <= c <= t.high) for t, c in zip(totals, came, strict=True)])
    expected = float(outlook.orders.sum()), float(outlook.value.sum())
    variance = [
        float(own.sum()) + fit for own, fit in zip(outlook.variances, outlook.noise, strict=True)
    ]
    z = (np.array(came) - expected) / np.sqrt(variance)
    return [*found, z.tolist()]


def totals_of(world: World, worlds: int, levels: Sequence[float]) -> Totals:
    """So many shops of one kind, each fitted and foretold a year ahead."""
    return gathered([one(world, SEED + n, levels) for n in range(worlds)])


def gathered(found: Sequence[Sequence[Sequence[float]]]) -> Totals:
    """The worlds of `one`, in one."""
    rows = np.array(found)
    z = rows[:, -1]
    return Totals(len(rows), rows[:, :-1].mean(axis=0), z.mean(axis=0), z.std(axis=0))
