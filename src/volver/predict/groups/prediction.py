"""A prediction made of parts, one for each profile of the groups, put together by customer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Index, Whole
from volver.predict.groups.money import MoneyByGroup
from volver.predict.groups.profiles import Groups
from volver.predict.noise import SOME, joint_noise, slopes
from volver.predict.outlook import Outlook
from volver.predict.purchases.grouped import Effects, Grouped
from volver.predict.purchases.model import Fitted, PurchaseModel, expected_orders


@dataclass(frozen=True)
class ByGroup:
    """The prediction of a model with groups: an `Outlook` for each profile.

    A customer's own interval is that of their profile, whose noise is the whole fit's share in it.
    What profiles have in common moves all of them together: the noise of a total is therefore not
    the sum of theirs, but follows from how each profile's total answers to every parameter.
    """

    groups: Groups
    fitted: Fitted[Grouped[PurchaseModel]]
    money: MoneyByGroup
    parts: tuple[Outlook, ...]
    """In the order of the profiles."""

    @cached_property
    def members(self) -> list[Index]:
        """The customers of each profile."""
        return self.groups.members()

    @property
    def p_alive(self) -> Vector:
        """Probability that the relationship has not ended. Shape (n,)."""
        return self._joined(lambda part, who: part.p_alive)

    @cached_property
    def orders(self) -> Vector:
        """Expected orders. Shape (n,)."""
        return self._joined(lambda part, who: part.orders)

    @cached_property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        return self._joined(lambda part, who: part.value)

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        return self._joined(lambda part, who: part.reached(n[who]))

    def orders_at(self, q: float | Vector) -> Vector:
        """Quantile of the number of orders. Shape (n,)."""
        return self._joined(lambda part, who: part.orders_at(_of(q, who)))

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin. Shape (n,)."""
        return self._joined(lambda part, who: part.value_at(_of(q, who)))

    @cached_property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of orders and of the discounted margin. Shape (n,) each."""
        found = [part.variances for part in self.parts]
        joined = np.empty((2, len(self.groups.profile)))
        for who, one in zip(self.members, found, strict=True):
            joined[:, who] = one
        return joined[0], joined[1]

    @cached_property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of orders, and of value, from the fits alone."""
        discounted = [part.orders * part.discount[part.base.row] for part in self.parts]
        of_margin = self.money.noise([part.base for part in self.parts], discounted)
        fit, maps = self.fitted.fit, self.fitted.model.maps
        answers = [_answers(self.fitted.model.kind, part, len(self.parts)) for part in self.parts]
        orders = [
            own * float(part.orders.sum()) for own, part in zip(answers, self.parts, strict=True)
        ]
        value = [
            own * float(part.value.sum()) for own, part in zip(answers, self.parts, strict=True)
        ]
        return joint_noise(fit, maps, orders), joint_noise(fit, maps, value) + of_margin

    @property
    def heavy_tailed(self) -> bool:
        """Whether a variance of the margin is infinite."""
        return any(part.heavy_tailed for part in self.parts)

    @property
    def told(self) -> str:
        """What was learnt of groups, in words."""
        by, scatter = ", ".join(self.groups.attributes), self.fitted.model.spreads.tolist()
        said = f"groups by {by}: the logs of their rates of ordering scatter by {scatter[0]:.2f}"
        return f"{said}, of leaving by {scatter[1]:.2f}" if len(scatter) > 1 else said

    def _joined(self, of: Callable[[Outlook, Index], Vector]) -> Vector:
        found = np.empty(len(self.groups.profile))
        for who, part in zip(self.members, self.parts, strict=True):
            found[who] = of(part, who)
        return found


def by_group(
    base: Base,
    fitted: Fitted[Grouped[PurchaseModel]],
    margins: MoneyByGroup,
    days: int,
    annual: float,
) -> ByGroup:
    """The prediction of a fit with groups. base: with its groups; margins: of its profiles."""
    assert isinstance(base.groups, Groups)
    parts = [
        Outlook(part, fitted.model.fitted(k, fitted.fit), margins.parts[k], days, annual)
        for k, part in enumerate(base.parts())
    ]
    return ByGroup(base.groups, fitted, margins, tuple(parts))


def grouped_model(
    base: Base, common: Fitted[PurchaseModel]
) -> Fitted[Grouped[PurchaseModel]] | str:
    """Give a fit without groups effects of them, or say why it cannot have any."""
    if not isinstance(base.groups, Groups):
        return base.groups or "no groups were named"
    effects: Effects = base.groups.effects
    fitted = Grouped.fit(common, [part.histories for part in base.parts()], effects)
    return fitted if fitted.fit.converged else f"{fitted.model.title} found no best fit"


def _answers(kind: type[PurchaseModel], part: Outlook, parts: int) -> Vector:
    """How the log of a profile's expected orders answers to its log parameters. Shape (k,)."""
    rows = part.base.rows.some(SOME // parts + 10)

    def log_orders(logs: Vector) -> float:
        model = kind(*np.exp(logs).tolist())
        found = expected_orders(model, rows.x, rows.t_x, rows.age, part.days)
        return float(np.log(np.maximum((found * rows.count).sum(), 1e-300)))

    return slopes(part.fitted.fit, log_orders)


def _of(q: float | Vector, who: Index) -> float | Vector:
    return q[who] if isinstance(q, np.ndarray) else q
