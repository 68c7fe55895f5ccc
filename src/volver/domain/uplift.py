"""What treating customers changes, learnt where chance chose who was treated, and what follows."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.offer import Reason

Flags = NDArray[np.bool_]
FEWEST = 100
"""Customers treated, and as many not treated: with fewer, halves of halves teach nothing."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Customers of whom chance chose who was treated, and what came of each."""

    features: Vector
    """Known before anybody was treated; numbers, none missing. Shape (n, k)."""
    treated: Flags
    """Shape (n,)."""
    outcome: Vector
    """0 or 1, such as whether they ordered, or an amount. Shape (n,)."""
    propensity: Vector
    """The chance each had to be treated, as it was set before. Shape (n,), between 0 and 1."""

    @classmethod
    def of(
        cls, features: Vector, treated: Vector, outcome: Vector, propensity: Vector | float | None
    ) -> "Experiment":
        """Check what came, and refuse it where chance did not choose.

        treated: 0 or 1. propensity: one chance for all, or one for each; None: nobody knows.
        """
        rows = np.atleast_2d(np.asarray(features, np.float64))
        flags, came = np.asarray(treated, np.float64), np.asarray(outcome, np.float64)
        if propensity is None:
            raise BadInput(
                what="Nobody says by what chance customers were treated",
                where="propensity",
                next_step="Give the share that was to be treated at random, such as 0.5; if nobody"
                " drew lots, run an experiment with a holdout first.",
            )
        chance = np.broadcast_to(np.asarray(propensity, np.float64), came.shape)
        if came.ndim != 1 or not len(rows) == len(flags) == len(came):
            raise BadInput(
                what=f"There are {len(rows)} rows of features, {len(flags)} treatments and"
                f" {len(came)} outcomes",
                where="experiment",
                next_step="Give each customer one row of features, one treatment and one outcome.",
            )
        if not all(np.isfinite(part).all() for part in (rows, flags, came, chance)):
            raise BadInput(
                what="A number is missing or without end",
                where="experiment",
                next_step="Fill what is not known before, for example with the mean and a column"
                " that says so.",
            )
        if not ((chance > 0) & (chance < 1)).all():
            raise BadInput(
                what="Some customers were treated for certain, or could not be treated",
                where="propensity",
                next_step="Leave out whoever had no chance of either.",
            )
        if not np.isin(flags, (0, 1)).all():
            raise BadInput(
                what="A treatment is neither 0 nor 1",
                where="treated",
                next_step="Compare one treatment with the holdout at a time.",
            )
        if min(flags.sum(), (1 - flags).sum()) < FEWEST:
            raise BadInput(
                what=f"{int(flags.sum())} customers were treated and {int((1 - flags).sum())}"
                " were not",
                where="treated",
                next_step=f"Have at least {FEWEST} of each.",
            )
        return cls(rows, flags == 1, came, chance)

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def is_binary(self) -> bool:
        """Whether the outcome is 0 or 1 for everybody."""
        return bool(np.isin(self.outcome, (0, 1)).all())

    def only(self, which: NDArray[np.int64]) -> "Experiment":
        """Some of the customers, by their places."""
        return Experiment(
            self.features[which],
            self.treated[which],
            self.outcome[which],
            self.propensity[which],
        )


@dataclass(frozen=True, slots=True)
class Lift:
    """Mean outcome of the treated less that of the holdout, whoever they are."""

    treated: float
    holdout: float
    difference: Estimate
    error: float
    """Standard error of the difference."""

    @property
    def z(self) -> float:
        """The difference in standard errors; 0 where all outcomes are alike."""
        return self.difference.value / self.error if self.error else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure over the halves on which it was taken."""

    mean: float
    deviation: float
    """Standard deviation between halves."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to choose whom to treat, judged on customers that it has not learnt from."""

    code: str
    """Such as "t_linear", "response" or "all"; `present` has a name for each."""
    share: float
    """Of customers that it treats."""
    value: Estimate
    """Incremental margin per customer, treated or not, after the cost of treating."""
    gain: Estimate
    """The same, less that of the plain way. So wide that the gains of all candidates hold
    together as often as `value` alone."""
    qini: Spread | None
    """Normalised; None where the outcome is an amount."""
    auuc: Spread
    """Outcome per customer above that of a random order, on average over shares treated."""
    uplift_at: Spread
    """Difference in outcome among the first AT of its order."""
    curve: tuple[float, ...]
    """Incremental margin per customer where the first 0, 10, ... 100 % of its order are treated."""


AT = 0.3
SHARES = tuple(at / 10 for at in range(11))


@dataclass(frozen=True, slots=True)
class Advice:
    """Whom to treat, and why."""

    do: Literal["target", "all", "none"]
    by: str
    """The candidate that chooses; "all" or "none" where nothing surely beats these."""
    order: str | None
    """Whom to start with if not all can be treated: the candidate that orders best; None where
    none is surely better than chance."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All ways to choose side by side."""

    customers: int
    treated: int
    sample_ratio: float
    """Chance of arms at least so far from their intended sizes."""
    lift: Lift
    halves: int
    """On which each candidate was judged after learning on the other half."""
    level: float
    candidates: tuple[Candidate, ...]
    advice: Advice

    def of(self, code: str) -> Candidate:
        """A candidate by its code."""
        return next(one for one in self.candidates if one.code == code)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom of some customers to treat."""

    treat: Flags
    """Shape (n,)."""
    incremental: Vector
    """Margin that treating each is expected to bring, after its cost. Where customers are not
    told apart, or by response alone, the mean of those treated or not treated. Shape (n,)."""

    @property
    def best_first(self) -> NDArray[np.intp]:
        """Rows of the customers, those first of whom most is expected. Shape (n,)."""
        return np.argsort(-self.incremental, kind="stable")

    def means(self, features: Vector) -> tuple[Vector, Vector]:
        """Mean features of those to treat and of the others; shapes (n, k) to (k,) each."""
        return features[self.treat].mean(axis=0), features[~self.treat].mean(axis=0)
