"""Any model whose customers come in groups that order, and leave, at rates of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Generic, TypeVar

import numpy as np

from volver.domain.history import Histories, Vector
from volver.domain.time import Unit
from volver.predict.purchases import beta_geometric, nbd, pareto_nbd
from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.collapse import Distinct, collapse
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import Fitted, PurchaseModel
from volver.predict.purchases.nbd import Nbd
from volver.predict.purchases.pareto_nbd import ParetoNbd
from volver.stats.likelihood import Fit, Objective
from volver.stats.pooling import Places, Profiles, own_fit, pool

M = TypeVar("M", bound=PurchaseModel)

SEARCH_ROWS = 20_000
"""tau is looked for on about this many distinct rows; the finish sees all."""


@dataclass(frozen=True, slots=True)
class Family:
    """How a model takes effects on its two rates."""

    objective: Callable[[Distinct], Objective]
    limits: dict[str, Sequence[float]]
    ordering: tuple[int, float] = (1, -1.0)
    """The log parameter that an effect on the rate of ordering moves, and its sign: ln alpha."""
    leaving: tuple[int, float] | None = None
    """The same of leaving; None where nobody leaves."""


FAMILIES: dict[type[PurchaseModel], Family] = {
    Nbd: Family(nbd.objective, dict(nbd.LIMITS)),
    MbgNbd: Family(
        lambda rows: beta_geometric.objective(rows, leaves_at_first=True),
        dict(beta_geometric.LIMITS),
        leaving=(2, 1.0),
    ),
    BgNbd: Family(
        lambda rows: beta_geometric.objective(rows, leaves_at_first=False),
        dict(beta_geometric.LIMITS),
        leaving=(2, 1.0),
    ),
    ParetoNbd: Family(pareto_nbd.objective, dict(pareto_nbd.LIMITS), leaving=(3, -1.0)),
}
"""What can have groups, the simplest first. In Pareto/NBD an effect of g multiplies every
customer's leaving rate by e^g: ln beta falls by g. In BG/NBD and MBG/NBD it multiplies a, so that
the odds of the mean chance to leave, a / b, are e^g times as high: a chance has no scale, and odds
are what can be multiplied without leaving 0 .. 1. (CLVTools multiplies a and b by one factor, which
leaves the mean chance alone and moves only how much customers differ in it; PyMC-Marketing gives a
and b an effect each.)"""


@dataclass(frozen=True, slots=True)
class Effects:
    """What profiles are told apart by: a column of features for each effect.

    Source: Fader & Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and
    BG/NBD models, note 019.
    """

    names: tuple[str, ...]
    """Of the features, such as "channel: web"."""
    features: Vector
    """Shape (profiles, features); 0 and 1 where a feature is being of a level."""
    alike: tuple[str, ...] = ()
    """Features with one effect on both rates; the others have one on each."""

    def maps(self, family: Family, size: int) -> tuple[Vector, list[Places], tuple[str, ...]]:
        """Log parameters from theta, where in it each family's effects are, and their names.

        size: k, the log parameters of the model. Returns shape (profiles, k, theta).
        """
        both = [n for n in range(len(self.names)) if self.names[n] in self.alike]
        each = [n for n in range(len(self.names)) if n not in both]
        shifts = [("ordering", family.ordering, [*each, *both])]
        if family.leaving is not None:
            shifts.append(("leaving", family.leaving, each))
        effects = sum(len(of) for _, _, of in shifts)
        found = np.zeros((len(self.features), size, size + effects))
        found[:, np.arange(size), np.arange(size)] = 1
        places: list[Places] = []
        names, at = list[str](), size
        for process, (coordinate, sign), of in shifts:
            own = np.arange(at, at + len(of), dtype=np.intp)
            found[:, coordinate, own] = sign * self.features[:, of]
            places.append(own)
            names += [f"{process}, {self.names[n]}" for n in of]
            at += len(of)
        if family.leaving is not None and both:
            coordinate, sign = family.leaving
            found[:, coordinate, places[0][len(each) :]] = sign * self.features[:, both]
        return found, places, tuple(names)


@dataclass(frozen=True, slots=True)
class Grouped(Generic[M]):
    """Models of one kind, one for each profile, that share all but effects on their rates.

    The effects on one rate are N(0, tau^2), tau learnt with them (`stats.pooling`): a profile of
    few customers is drawn to all the others.
    """

    suffix: ClassVar[str] = "-groups"

    kind: type[M]
    theta: Vector
    """The log parameters that profiles share, then the effects."""
    maps: Vector
    """Log parameters of each profile from theta. Shape (profiles, k, theta)."""
    effects: tuple[str, ...]
    """Names of the effects: what they act on, and of which feature they are."""
    spreads: Vector
    """tau of the effects on ordering and, where customers leave, on leaving."""

    @classmethod
    def fit(
        cls,
        common: Fitted[M],
        histories: Sequence[Histories],
        effects: Effects,
        spreads: Sequence[float] | None = None,
    ) -> "Fitted[Grouped[M]]":
        """Fit the profiles together.

        common: the fit to all of them without effects. histories: of each profile, each with some.
        spreads: tau by rate, infinite for effects without a prior; None learns them.
        """
        kind = type(common.model)
        family = FAMILIES[kind]
        rows = [collapse(one) for one in histories]
        maps, places, names = effects.maps(family, len(common.fit.log_parameters))
        step = sum(len(one.x) for one in rows) // SEARCH_ROWS
        start = np.zeros(maps.shape[2])
        start[: maps.shape[1]] = common.fit.log_parameters
        pooled = pool(
            _profiles(family, rows, maps),
            places,
            start,
            spreads,
            family.limits,
            _profiles(family, [one.every(step) for one in rows], maps) if step > 1 else None,
        )
        model = cls(kind, pooled.fit.log_parameters, maps, names, pooled.spreads)
        fit = pooled.fit
        if fit.ridge is not None and common.fit.ridge is not None:
            fit = replace(fit, ridge=common.fit.ridge)  # the climb began on it: where to, is known
        return Fitted(model, fit)

    @property
    def name(self) -> str:
        """That of the model with "-groups" after it."""
        return self.kind.name + self.suffix

    @property
    def title(self) -> str:
        """That of the model, and that it has groups."""
        return f"{self.kind.title} with groups"

    @property
    def common(self) -> M:
        """The model of a customer of no known group: all effects are zero."""
        return self._model(self.theta[: self.maps.shape[1]])

    def of(self, profile: int) -> M:
        """The model of a profile's customers."""
        return self._model(self.maps[profile] @ self.theta)

    def _model(self, logs: Vector) -> M:
        return self.kind(*np.exp(logs).tolist())

    def fitted(self, profile: int, fit: Fit) -> Fitted[M]:
        """The model of a profile as if fitted alone; its noise is what it is within the whole."""
        return Fitted(self.of(profile), own_fit(fit, self.maps[profile]))

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """The parameters of `common`, and the effects by name."""
        own = self.theta[self.maps.shape[1] :].tolist()
        return self.common.parameters(unit) | dict(zip(self.effects, own, strict=True))


def _profiles(family: Family, rows: Sequence[Distinct], maps: Vector) -> Profiles:
    customers = np.array([one.customers for one in rows])
    return Profiles([family.objective(one) for one in rows], customers, maps)
