"""What is at stake with each customer, and means of money with their doubt."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.history import Vector


@dataclass(frozen=True, slots=True)
class Stakes:
    """In money; shape (n,) each."""

    cost: Vector
    """Of treating this customer."""
    margin: Vector
    """Of one unit of this customer's outcome."""

    @classmethod
    def of(cls, customers: int, cost: Vector | float, margin: Vector | float) -> "Stakes":
        """For all alike, or for each."""
        both = []
        for name, given in (("cost", cost), ("margin", margin)):
            part = np.asarray(given, np.float64)
            if part.shape not in ((), (customers,)) or not np.isfinite(part).all():
                raise BadInput(
                    what=f"The {name} is neither one amount nor one for each of {customers}"
                    " customers",
                    where=name,
                    next_step="Give one amount, or as many as there are customers.",
                )
            both.append(np.broadcast_to(part, (customers,)))
        return cls(*both)

    def only(self, which: NDArray[np.int64]) -> "Stakes":
        """Some of the customers, by their places."""
        return Stakes(self.cost[which], self.margin[which])

    def money(self, uplift: Vector) -> Vector:
        """What an uplift brings after the cost of treating. Shape (n,)."""
        return self.margin * uplift - self.cost


def estimate(of_each: Vector, level: float, more: Vector | None = None) -> Estimate:
    """The mean over customers with its normal interval. Shape (n,).

    more: further noise of each customer, of mean 0 and apart from the first. Shape (n,).
    """
    mean, square = float(of_each.mean()), float(of_each.var(ddof=1))
    if more is not None:
        square += float((more**2).mean())
    half = reach(level) * float(np.sqrt(square / len(of_each)))
    return Estimate(mean, mean - half, mean + half, level)


def reach(level: float) -> float:
    """Standard errors on either side of an interval."""
    return NormalDist().inv_cdf((1 + level) / 2)
