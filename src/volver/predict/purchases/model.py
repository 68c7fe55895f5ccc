"""What every model of repeat purchases can do; the catalogue lists them all.

Source of the common form: Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284. A model
is its likelihood and its expectations; fitting is `stats.likelihood`, intervals are
`predict.outlook`.
"""

from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, Self, TypeVar

import numpy as np

from volver.domain.history import Histories, Vector
from volver.domain.time import Unit
from volver.stats.likelihood import Fit

M_co = TypeVar("M_co", covariant=True)

NOTHING = 40.0
"""What is worth e^-40 of today's money is worth nothing."""


class Foretelling(Protocol):
    """What a fitted model foretells. Times are days; x, t_x, age and results have shape (n,)."""

    @property
    def name(self) -> str:
        """As people write it on the command line, such as "bg-nbd"."""

    @property
    def title(self) -> str:
        """As the literature writes it, such as "BG/NBD"."""

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """The parameters by their letters in the paper; times in `unit`."""

    @property
    def log_parameters(self) -> Vector:
        """The logs of the parameters, in the order of `parameters()`; what draws are made of."""

    def from_log_parameters(self, logs: Vector) -> Self:
        """The model with these log parameters; inverse of `log_parameters`."""

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Probability that the relationship has not ended by the observation date."""

    @property
    def phases(self) -> int:
        """How many phases a customer who is alive may be in; 1 where orders come at random."""

    def phase_if_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Chance of each phase, given alive; shape (phases, n), columns summing to one."""

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days] from now on, for a customer alive and in a phase."""

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25).

        Where annual is above zero, days may be infinite: the residual value of a relationship.
        """

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """P(alive after `days` more | alive now and in a phase)."""

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max within `days`, alive now and in a phase; (n, n_max)."""

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days`."""


class PurchaseModel(Foretelling, Protocol):
    """A model of the catalogue: one that can be fitted to histories alone."""

    name: ClassVar[str]
    title: ClassVar[str]

    @classmethod
    def fit(cls, histories: Histories) -> "Fitted[Self]":
        """Maximise the likelihood over collapsed histories."""

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the timings, no counting constant; its value depends on the unit."""


class Memoryless:
    """Models in which orders come at random: how long ago the last one was says only whether
    there will be more."""

    __slots__ = ()

    @property
    def phases(self) -> int:
        """One."""
        return 1

    def phase_if_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """One for everybody. Shape (1, n)."""
        return np.ones((1, len(x)))


@dataclass(frozen=True, slots=True)
class Fitted(Generic[M_co]):
    """A model and how its fit went."""

    model: M_co
    fit: Fit


def expected_orders(model: Foretelling, x: Vector, t_x: Vector, age: Vector, days: float) -> Vector:
    """Expected orders in the next `days`, alive or not known to be. Shape (n,)."""
    share = model.phase_if_alive(x, t_x, age)
    found = np.zeros(len(x))
    for phase in range(model.phases):
        found += share[phase] * model.expected_if_alive(x, age, days, phase)
    return np.asarray(model.p_alive(x, t_x, age) * found)
