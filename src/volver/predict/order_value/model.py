"""What every model of the mean order value can do.

Source of the common form: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for
Customer Base Analysis", Journal of Marketing Research 42(4), 415-430. Values are money in one
currency: revenue, or margin where margins are positive. Value and order rate are taken to be
independent; whoever uses these models has to look whether they are.
"""

from typing import ClassVar, Protocol, Self

from volver.domain.history import Spend, Vector
from volver.predict.purchases.model import Fitted


class OrderValueModel(Protocol):
    """A fitted model. x (repeat orders), mean (money per order) and results have shape (n,)."""

    name: ClassVar[str]
    """As people write it on the command line, such as "gamma-gamma"."""
    title: ClassVar[str]
    """As the literature writes it, such as "Gamma-Gamma"."""

    @classmethod
    def fit(cls, spend: Spend) -> "Fitted[Self]":
        """Maximise the likelihood over customers with repeat orders of positive mean value."""

    def parameters(self) -> dict[str, float]:
        """The parameters by their letters in the paper."""

    @property
    def log_parameters(self) -> Vector:
        """The logs of the parameters, in the order of `parameters()`; what draws are made of."""

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """The model with these log parameters; inverse of `log_parameters`."""

    def log_likelihood(self, spend: Spend) -> float:
        """Log-density of the mean order values, not of the totals."""

    def expected(self, x: Vector, mean: Vector) -> Vector:
        """Expected value of a future order; for x = 0 that of the population."""

    def scale(self, x: Vector, mean: Vector) -> Vector:
        """Money by which a customer's future sums are divided to share one distribution per x."""

    def sum_cdf(self, n: Vector, u: Vector, x: Vector) -> Vector:
        """P(value of n future orders <= u * scale)."""

    def sum_moments(self, n: Vector, x: Vector, mean: Vector) -> tuple[Vector, Vector]:
        """E[S] and E[S^2] of the value S of n future orders."""
