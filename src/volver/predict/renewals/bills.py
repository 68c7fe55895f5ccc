"""What bills bring beside what was expected of them: learnt in the window before.

People take more, take less, and are given something back. Customers of a past day were expected to
bring so much a bill; what each then brought a bill, over that, is R. Its mean moves all bills to
come, and how it scatters makes the interval of a customer's margin.

Source: residuals of like customers for the spread of one more, as in conformal prediction; Lei,
G'Sell, Rinaldo, Tibshirani & Wasserman (2018), JASA 113(523), 1094-1111.
"""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.predict.baselines import Past
from volver.predict.money.choice import money_model
from volver.predict.money.model import Money

FEWEST = 30
"""Customers with a bill in the window before, for anything to be learnt."""
PARTS = 32
"""Quantiles that stand for the scatter of R."""


@dataclass(frozen=True, slots=True)
class Bills:
    """R of a customer to come."""

    level: float = 1.0
    """Its mean, money weighing."""
    error: float = 0.0
    """Squared relative error of the level."""
    scatter: tuple[float, ...] = (1.0,)
    """R over the level, ascending, in equal shares; their mean is 1."""

    @property
    def squared(self) -> float:
        """E[R^2] over the level squared."""
        return float(np.mean(np.square(self.scatter)))

    @classmethod
    def of(cls, past: Past | None, money: Money) -> "Bills":
        """From a past window; as expected where it tells too little.

        money: what margins are foretold by now. Another model then would tell of itself.
        """
        if past is None:
            return cls()
        then = money_model(past.then)[0]
        if then.title != money.title:
            return cls()
        expected = past.orders * then.per_order(past.then)
        known = (past.orders > 0) & (expected > 0)
        if known.sum() < FEWEST or past.margin[known].sum() <= 0:
            return cls()
        expected, came = expected[known], past.margin[known]
        level = float(came.sum() / expected.sum())
        error = float(((came - level * expected) ** 2).sum() / came.sum() ** 2)
        return cls(level, error, _scatter(came / expected))


def _scatter(found: Vector) -> tuple[float, ...]:
    parts = np.quantile(found, (np.arange(PARTS) + 0.5) / PARTS)
    mean = float(parts.mean())
    return tuple((parts / mean).tolist()) if mean > 0 else (1.0,)
