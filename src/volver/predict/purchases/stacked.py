"""Several models side by side: what each foretells, weighted by how it did in the past."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from volver.domain.history import Vector
from volver.domain.time import Unit
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.model import Fitted, Foretelling
from volver.predict.season.clock import Clock
from volver.stats.likelihood import Fit

PLUS = " + "
"""What stands between the models of a stack in its name and title."""
_PART = re.compile(r"(?P<percent>[1-9][0-9]?)% (?P<name>[a-z-]+)")


@dataclass(frozen=True, slots=True)
class Stacked:
    """Models in shares that add up to one; what comes is foretold by their mixture.

    Which model a customer follows is one more thing that is not known of them, so the models are
    phases: alive under this model and in that phase of it. The shares are the same for everybody
    and no order moves them: they say how far a model is trusted, not which customer is of its kind.

    Source: Yao, Vehtari, Simpson & Gelman (2018), Using stacking to average Bayesian predictive
    distributions, Bayesian Analysis 13(3), 917-1007.

    >>> from volver.predict.purchases.mbg_nbd import MbgNbd
    >>> from volver.predict.purchases.nbd import Nbd
    >>> leaving, staying = MbgNbd(1.0, 30.0, 1.0, 3.0), Nbd(1.0, 30.0)
    >>> both = Stacked((0.75, 0.25), (leaving, staying))
    >>> both.name
    '75% mbg-nbd + 25% nbd'
    >>> once = np.zeros(1), np.zeros(1), np.full(1, 365.0)
    >>> [model.p_alive(*once).round(3).tolist() for model in (leaving, staying, both)]
    [[0.186], [1.0], [0.389]]
    """

    shares: tuple[float, ...]
    models: tuple[Foretelling, ...]

    @property
    def name(self) -> str:
        """Whole per cents and names; what `parts` reads."""
        both = zip(self.shares, self.models, strict=True)
        return spelled({model.name: share for share, model in both})

    @property
    def title(self) -> str:
        """Whole per cents and titles; one title once, as where no season was known yet."""
        titles: dict[str, float] = {}
        for share, model in zip(self.shares, self.models, strict=True):
            titles[model.title] = titles.get(model.title, 0.0) + share
        return spelled(titles)

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """Those of all models with their names in front: first what was fitted, then the rest."""
        found: dict[str, float] = {}
        given: dict[str, float] = {}
        for model in self.models:
            fitted = len(model.log_parameters)
            for place, (name, value) in enumerate(model.parameters(unit).items()):
                (found if place < fitted else given)[f"{model.name} {name}"] = value
        return found | given

    @property
    def log_parameters(self) -> Vector:
        """Those of all models, one after another."""
        return np.concatenate([model.log_parameters for model in self.models])

    def from_log_parameters(self, logs: Vector) -> "Stacked":
        """Other models in the same shares."""
        ends = accumulate((len(model.log_parameters) for model in self.models), initial=0)
        pieces = [logs[first:end] for first, end in pairwise(ends)]
        models = zip(self.models, pieces, strict=True)
        return Stacked(self.shares, tuple(m.from_log_parameters(piece) for m, piece in models))

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Probability that the relationship has not ended. Shape (n,)."""
        return np.asarray(self._alive(x, t_x, age).sum(axis=0))

    def _alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Chance of a model and of being alive under it. Shape (models, n)."""
        both = zip(self.shares, self.models, strict=True)
        return np.stack([share * model.p_alive(x, t_x, age) for share, model in both])

    @property
    def phases(self) -> int:
        """Those of all models together."""
        return sum(model.phases for model in self.models)

    def phase_if_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Chance of each model and phase, given alive. Shape (phases, n)."""
        alive = np.maximum(self._alive(x, t_x, age), 1e-300)
        alive /= alive.sum(axis=0)
        return np.concatenate(
            [
                part * model.phase_if_alive(x, t_x, age)
                for part, model in zip(alive, self.models, strict=True)
            ]
        )

    def _at(self, phase: int) -> tuple[Foretelling, int]:
        """The model of a phase, and which of its own phases that is."""
        for model in self.models:
            if phase < model.phases:
                return model, phase
            phase -= model.phases
        raise IndexError(phase)

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days] from now on, alive and in a phase. Shape (n,)."""
        model, own = self._at(phase)
        return model.expected_if_alive(x, age, days, own)

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25). Shape (n,)."""
        model, own = self._at(phase)
        return model.discounted_if_alive(x, age, days, annual, own)

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """P(alive after `days` more | alive now and in a phase). Shape (n,)."""
        model, own = self._at(phase)
        return model.stays(x, age, days, own)

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max within `days`, alive and in a phase. Shape (n, n_max)."""
        model, own = self._at(phase)
        return model.at_least_if_alive(x, age, days, n_max, own)

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days`."""
        both = zip(self.shares, self.models, strict=True)
        return sum(share * model.expected_new(days) for share, model in both)


def stacked(shares: Sequence[float], fits: Sequence[Fitted[Foretelling]]) -> Fitted[Stacked]:
    """One fit of several, which no likelihood of its own speaks for."""
    model = Stacked(tuple(shares), tuple(fitted.model for fitted in fits))
    sizes = [len(fitted.fit.log_parameters) for fitted in fits]
    covariance = np.zeros((sum(sizes), sum(sizes)))
    for fitted, (first, end) in zip(fits, pairwise(accumulate(sizes, initial=0)), strict=True):
        covariance[first:end, first:end] = fitted.fit.covariance
    fit = Fit(
        log_parameters=model.log_parameters,
        log_likelihood=np.nan,
        covariance=covariance,
        converged=all(fitted.fit.converged for fitted in fits),
        ridge=None,
        evaluations=sum(fitted.fit.evaluations for fitted in fits),
    )
    return Fitted(model, fit)


def spelled(shares: Mapping[str, float]) -> str:
    """Whole per cents with a name each.

    >>> spelled({"mbg-nbd": 0.6, "nbd": 0.4})
    '60% mbg-nbd + 40% nbd'
    """
    if len(shares) == 1:
        return next(iter(shares))
    return PLUS.join(f"{round(100 * share)}% {name}" for name, share in shares.items())


def parts(name: str) -> Mapping[str, float]:
    """The shares of a stack by the names of its models; of any other name, that one alone.

    >>> parts("60% mbg-nbd + 40% nbd"), parts("nbd"), parts("60% mbg-nbd")
    ({'mbg-nbd': 0.6, 'nbd': 0.4}, {'nbd': 1.0}, {'60% mbg-nbd': 1.0})
    """
    pieces = [_PART.fullmatch(part) for part in name.split(PLUS)]
    percents = {piece["name"]: int(piece["percent"]) for piece in pieces if piece}
    if len(percents) < max(len(pieces), 2) or sum(percents.values()) != 100:
        return {name: 1.0}
    return {model: percent / 100 for model, percent in percents.items()}


def without_clock(name: str) -> str:
    """The same models, all running by the calendar.

    >>> without_clock("70% mbg-nbd-season + 20% nbd + 10% mbg-nbd")
    '80% mbg-nbd + 20% nbd'
    """
    found: dict[str, float] = {}
    for part, share in parts(name).items():
        plain = part.removesuffix(Clocked.suffix)
        found[plain] = found.get(plain, 0.0) + share
    return spelled(found)


def clock_of(model: Foretelling) -> Clock | None:
    """The clock that a model, or one of its models, runs on; None where none does."""
    for one in model.models if isinstance(model, Stacked) else (model,):
        if isinstance(one, Clocked):
            return one.clock
    return None
