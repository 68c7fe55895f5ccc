"""What every model of renewals can do; the catalogue lists them all.

Contractual setting: that a customer left is seen, not inferred. A model is how long customers
stay, S(t) = P(tenure > t); fitting is `stats.likelihood`, curves and values follow from
P(tenure > until | tenure > since) alone.

Source of the common form: Fader & Hardie (2007), How to Project Customer Retention, Journal of
Interactive Marketing 21(1), 76-90.
"""

from typing import ClassVar, Protocol, Self

import numpy as np

from volver.domain.history import Vector
from volver.domain.tenure import Tenures
from volver.predict.purchases.model import Fitted

OWN, AGEING, NEVER_LEAVES = "own", "ageing", "never leaves"
"""What a model may know beyond one chance for everybody: customers differ; a customer's own chance
changes with tenure; some never leave. A model lies inside every one that knows more."""


class RenewalModel(Protocol):
    """A fitted model. Tenures are in periods, of any shapes that fit each other."""

    name: ClassVar[str]
    """As people write it on the command line, such as "sbg"."""
    title: ClassVar[str]
    """As the literature writes it, such as "sBG"."""
    needs: ClassVar[int]
    """Periods that must have been seen before it can be told from a simpler one."""
    features: ClassVar[frozenset[str]]
    """Some of OWN, AGEING and NEVER_LEAVES."""

    @classmethod
    def fit(cls, tenures: Tenures) -> Fitted[Self]:
        """Maximise the likelihood of the tenures."""

    def parameters(self) -> dict[str, float]:
        """The parameters by their letters in the paper; what a model is saved as."""

    @property
    def log_parameters(self) -> Vector:
        """The logs of the parameters, in their order; what draws are made of."""

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """The model with these log parameters; inverse of `log_parameters`."""

    def log_likelihood(self, tenures: Tenures) -> float:
        """Log-likelihood: of whole periods a probability, of exact times a density."""

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since), for until >= since >= 0; never above 0."""

    @property
    def tail(self) -> float:
        """S(t) falls like t^-tail: the mean tenure is finite above 1. Infinity where faster."""


def survival(model: RenewalModel, tenure: Vector) -> Vector:
    """S(t): the share of a cohort still there after t periods. Any shape in, the same out."""
    return np.exp(model.log_kept(np.zeros_like(tenure), tenure))


def retention(model: RenewalModel, tenure: Vector) -> Vector:
    """r_t = S(t) / S(t - 1), for t = 1, 2, ...: of those up for the t-th renewal, who renewed."""
    return np.exp(model.log_kept(tenure - 1, tenure))


def ended_in(model: RenewalModel, tenure: Vector) -> Vector:
    """P(T = t) = S(t - 1) - S(t), for t = 1, 2, ...: the share of a cohort lost at renewal t."""
    return np.asarray(survival(model, tenure - 1) * -np.expm1(model.log_kept(tenure - 1, tenure)))
