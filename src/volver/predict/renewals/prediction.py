"""What customers under contract will pay: as many bills as they renew, each on its day.

N, the bills within the horizon of a customer who has renewed x times, has P(N >= k) =
P(T > x + k | T > x) for the k-th bill that falls due, T being the renewal at which they leave; 0
once the contract has ended. A bill brings what an order is expected to, times R of `bills`.

Source: Fader & Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science
29(1), 85-93: what is ahead of a customer is conditional on the renewals passed, and on nothing
else. Doubt in the fit is mixed in as in `predict.outlook`.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR
from volver.predict.base import Base, Index, Whole
from volver.predict.money.model import Money, mirrored
from volver.predict.noise import sigma_points
from volver.predict.purchases.model import Fitted
from volver.predict.renewals.bills import Bills
from volver.predict.renewals.contracts import OTHERS, Contracts
from volver.predict.renewals.curves import kept
from volver.predict.renewals.model import RenewalModel
from volver.predict.renewals.select import Choice, choose

RENEWALS, TITLE = "renewals", "Renewals of contracts"
NO_FIT = "no best fit was found; do not rely on this forecast"
AT_ONCE = 2_000
"""Like customers whose sums are worked out at a time."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Customers to whom the same bills are to come. Shape (m,) throughout."""

    cohort: NDArray[np.intp]
    x: Whole
    since: Whole
    """Days since the last bill."""

    @classmethod
    def of(cls, base: Base, contracts: Contracts) -> "tuple[Alike, Index]":
        """The distinct ones, and which of them each customer is; shape (n,)."""
        there = contracts.running
        parts = [contracts.cohort * there, base.x * there, (base.age - base.t_x) * there]
        sizes = tuple(int(part.max(initial=0)) + 1 for part in parts)
        found, row = np.unique(np.ravel_multi_index(tuple(parts), sizes), return_inverse=True)
        return cls(*np.unravel_index(found, sizes)), row


@dataclass(frozen=True)
class UnderContract:
    """The prediction. Shapes: (n,) by customer; (m, k) by like customers and bill."""

    base: Base
    contracts: Contracts
    fitted: tuple[Fitted[RenewalModel], ...]
    """By cohort."""
    money: Money
    bills: Bills
    days: int
    annual: float
    """Effective annual discount rate."""
    heavy_tailed: bool = field(default=False, init=False)

    @cached_property
    def running(self) -> Vector:
        """1 while the contract runs, 0 once it has ended. Shape (n,)."""
        return self.contracts.running.astype(np.float64)

    @property
    def p_alive(self) -> Vector:
        """Whether the contract runs: nothing is guessed. Shape (n,)."""
        return self.running

    @cached_property
    def _alike(self) -> tuple[Alike, Index]:
        return Alike.of(self.base, self.contracts)

    @property
    def row(self) -> Index:
        """Which of the like customers each is. Shape (n,)."""
        return self._alike[1]

    @cached_property
    def due(self) -> Vector:
        """Days to each bill within the horizon; not a number where there is none. (m, k)."""
        alike = self._alike[0]
        return self.contracts.due(alike.cohort, alike.since, self.days)

    @cached_property
    def worth(self) -> Vector:
        """Present value of one unit of money of each bill, 0 where there is none. (m, k)."""
        return np.nan_to_num((1 + self.annual) ** (-self.due / DAYS_PER_YEAR))

    def _kept(self, model: RenewalModel, rows: Index) -> Vector:
        """P(N >= k) of some of the like customers, if their contracts run. (rows, k)."""
        due = self.due[rows]
        return kept(model, self._alike[0].x[rows].astype(np.float64), due.shape[1]) * ~np.isnan(due)

    @cached_property
    def _members(self) -> list[Index]:
        """The like customers of each cohort."""
        cohort = self._alike[0].cohort
        return [np.flatnonzero(cohort == place) for place in range(len(self.fitted))]

    @cached_property
    def at_least(self) -> Vector:
        """P(N >= k) of those whose contract runs, by the fitted models. Shape (m, k)."""
        found = np.zeros(self.due.shape)
        for rows, fitted in zip(self._members, self.fitted, strict=True):
            found[rows] = self._kept(fitted.model, rows)
        return found

    @cached_property
    def _others(self) -> list[list[Vector]]:
        """The same of each cohort by models that stand for the doubt in its fit."""
        return [
            [self._kept(model, rows) for model in sigma_points(fitted)]
            for rows, fitted in zip(self._members, self.fitted, strict=True)
        ]

    @cached_property
    def mixed(self) -> Vector:
        """The mean of those: what a customer's own interval is of. Shape (m, k)."""
        found = np.zeros(self.due.shape)
        for rows, others in zip(self._members, self._others, strict=True):
            found[rows] = np.mean(others, axis=0)
        return found

    @cached_property
    def per_order(self) -> Vector:
        """Expected margin of a bill. Shape (n,)."""
        return self.money.per_order(self.base) * self.bills.level

    @property
    def orders(self) -> Vector:
        """Expected bills. Shape (n,)."""
        return np.asarray(self.running * self.at_least.sum(axis=1)[self.row])

    @property
    def staying(self) -> Vector:
        """Chance that the contract still runs when the horizon ends. Shape (n,)."""
        due = (~np.isnan(self.due)).sum(axis=1)
        table = np.hstack([np.ones((len(due), 1)), self.at_least])
        return np.asarray(self.running * table[np.arange(len(due)), due][self.row])

    @property
    def discounted(self) -> Vector:
        """Expected bills at their present value. Shape (n,)."""
        return np.asarray(self.running * (self.at_least * self.worth).sum(axis=1)[self.row])

    @property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        return self.discounted * self.per_order

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        never = np.zeros((len(self.mixed), 1))
        table = np.hstack([never, self.mixed, never])
        beyond = np.clip(n, 0, table.shape[1] - 1)
        return np.where(n <= 0, 1.0, self.running * table[self.row, beyond])

    def orders_at(self, q: float | Vector) -> Vector:
        """Largest n with P(N >= n) > 1 - q. Shape (n,)."""
        found = np.zeros(len(self.base))
        for chance in self.mixed.T:
            found += self.running * chance[self.row] > 1 - q
        return found

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin. Shape (n,)."""
        return mirrored(self._units, q, self.per_order)

    def _units(self, q: float | Vector) -> Vector:
        """Quantile of the present value of N bills of R each, in expected margins of a bill."""
        levels = np.broadcast_to(np.asarray(q, np.float64), self.running.shape)
        asked, which = np.unique(levels, return_inverse=True)
        by_level = np.empty((len(self.mixed), len(asked)))
        for at in range(0, len(self.mixed), AT_ONCE):
            rows = slice(at, at + AT_ONCE)
            units, until = self._sums(rows)
            for k, level in enumerate(asked.tolist()):
                place = np.minimum((until < level).sum(axis=1), units.shape[1] - 1)
                by_level[rows, k] = units[np.arange(len(units)), place]
        return np.asarray(self.running * by_level[self.row, which])

    def _sums(self, rows: slice) -> tuple[Vector, Vector]:
        """Of some of the like customers what N bills of R come to, ascending, and the chance of
        as much or less. Shape (rows, (k + 1) parts)."""
        mixed, parts = self.mixed[rows], np.array(self.bills.scatter)
        size = len(mixed)
        summed = np.hstack([np.zeros((size, 1)), np.cumsum(self.worth[rows], axis=1)])
        reached = np.hstack([np.ones((size, 1)), mixed])
        chance = -np.diff(reached, axis=1, append=0.0) / len(parts)
        units = (summed[:, :, None] * parts).reshape(size, -1)
        order = np.argsort(units, axis=1, kind="stable")
        until = np.cumsum(np.take_along_axis(np.repeat(chance, len(parts), axis=1), order, 1), 1)
        return np.take_along_axis(units, order, 1), until

    @property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of bills and of the discounted margin. Shape (n,) each."""
        places = 2 * np.arange(self.due.shape[1]) + 1.0  # n^2 grows by these
        growth = np.diff(np.cumsum(self.worth, axis=1) ** 2, axis=1, prepend=0.0)
        squared = self.running * (self.mixed @ places)[self.row]
        paid = self.running * (self.mixed * growth).sum(axis=1)[self.row]
        return (
            np.maximum(squared - self.orders**2, 0),
            np.maximum(paid * self.bills.squared - self.discounted**2, 0) * self.per_order**2,
        )

    @property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of bills, and of value, from the fits alone, which are apart."""
        size = len(self.due)
        each = np.bincount(self.row, self.running, size)
        money = np.bincount(self.row, self.running * self.per_order, size)
        orders = value = 0.0
        for rows, others in zip(self._members, self._others, strict=True):
            worth = self.worth[rows]
            orders += _spread([each[rows] @ table.sum(axis=1) for table in others])
            value += _spread([money[rows] @ (table * worth).sum(axis=1) for table in others])
        value += self.bills.error * float(self.value.sum()) ** 2
        of_margin = self.money.noise(self.base, self.discounted) * self.bills.level**2
        return orders, value + of_margin

    @property
    def titles(self) -> str:
        """The models, each once."""
        return ", ".join(dict.fromkeys(fitted.model.title for fitted in self.fitted))

    def parameters(self) -> dict[str, float]:
        """Letters of each plan's model, its name before them where there are several."""
        found: dict[str, float] = {}
        for (plan, every), fitted in zip(self.contracts.plans, self.fitted, strict=True):
            name = f"{plan} ({every})" if plan == OTHERS else plan
            before = f"{name}: " if len(self.fitted) > 1 else ""
            found |= {before + k: value for k, value in fitted.model.parameters().items()}
        return found


def under_contract(
    base: Base, contracts: Contracts, money: Money, bills: Bills, days: int, annual: float
) -> UnderContract | str:
    """Choose and fit models of renewals; why there is none where nothing can be learnt.

    A plan of its own, or those few have left together; where such customers tell nothing, since
    nobody has left yet or nobody has renewed yet, all of them stand for these.
    """
    of_all = choose(contracts.tenures(base))
    if isinstance(of_all, NotEnough):
        return of_all.why
    if not _tells(of_all):
        return f"{of_all.fitted.model.title}: {of_all.fitted.fit.ridge or NO_FIT}"
    fits = []
    for cohort in range(len(contracts.plans)):
        own = choose(contracts.tenures(base, cohort))
        if isinstance(own, NotEnough) or not _tells(own):
            own = of_all
        fits.append(own.fitted)
    return UnderContract(base, contracts, tuple(fits), money, bills, days, annual)


def _tells(choice: Choice) -> bool:
    """Whether the fit has found a place, and not run off along a ridge."""
    return choice.fitted.fit.converged and choice.fitted.fit.ridge is None


def _spread(totals: list[Vector]) -> float:
    """Variance of a total over the sigma points, given in their order."""
    pairs = np.array(totals).reshape(-1, 2)
    return float(np.mean(((pairs[:, 0] - pairs[:, 1]) / 2) ** 2))
