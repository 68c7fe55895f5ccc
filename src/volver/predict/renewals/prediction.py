"""What customers under contract will pay: as many bills as they renew, each on its day.

N, the bills within the horizon of a customer who has renewed x times, has P(N >= k) =
P(T > x + k | T > x) for the k-th bill that falls due, T being the renewal at which they leave; 0
once the contract has ended. A bill is as large as an order is expected to be.

Source: Fader & Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science
29(1), 85-93: what is ahead of a customer is conditional on the renewals passed, and on nothing
else. Doubt in the fit is mixed in as in `predict.outlook`.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR
from volver.predict.base import Base, Whole
from volver.predict.money.model import Money, mirrored
from volver.predict.noise import noise, sigma_points
from volver.predict.purchases.model import Fitted
from volver.predict.renewals.contracts import Contracts
from volver.predict.renewals.curves import kept
from volver.predict.renewals.model import RenewalModel
from volver.predict.renewals.select import choose

RENEWALS, TITLE = "renewals", "Renewals of contracts"


@dataclass(frozen=True)
class UnderContract:
    """The prediction. Shapes: (n,) by customer; (m, k) by row of like histories and bill."""

    base: Base
    contracts: Contracts
    fitted: Fitted[RenewalModel]
    money: Money
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
    def due(self) -> Vector:
        """Days to each bill within the horizon; not a number where there is none. (m, k)."""
        rows = self.base.rows
        return self.contracts.due(rows.age - rows.t_x, self.days)

    @cached_property
    def worth(self) -> Vector:
        """Present value of one unit of money of each bill, 0 where there is none. (m, k)."""
        return np.nan_to_num((1 + self.annual) ** (-self.due / DAYS_PER_YEAR))

    def _kept(self, model: RenewalModel) -> Vector:
        """P(N >= k) of those whose contract runs. Shape (m, k)."""
        return kept(model, self.base.rows.x, self.due.shape[1]) * ~np.isnan(self.due)

    @cached_property
    def at_least(self) -> Vector:
        """The same by the fitted model."""
        return self._kept(self.fitted.model)

    @cached_property
    def others(self) -> list[Vector]:
        """The same by models that stand for the doubt in the fit."""
        return [self._kept(model) for model in sigma_points(self.fitted)]

    @cached_property
    def mixed(self) -> Vector:
        """The mean of those: what a customer's own interval is of."""
        return np.asarray(np.mean(self.others, axis=0))

    @cached_property
    def per_order(self) -> Vector:
        """Expected margin of a bill. Shape (n,)."""
        return self.money.per_order(self.base)

    @property
    def orders(self) -> Vector:
        """Expected bills. Shape (n,)."""
        return np.asarray(self.running * self.at_least.sum(axis=1)[self.base.row])

    @property
    def discounted(self) -> Vector:
        """Expected bills at their present value. Shape (n,)."""
        found = (self.at_least * self.worth).sum(axis=1)
        return np.asarray(self.running * found[self.base.row])

    @property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        return self.discounted * self.per_order

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        never = np.zeros((len(self.mixed), 1))
        table = np.hstack([never, self.mixed, never])
        beyond = np.clip(n, 0, table.shape[1] - 1)
        return np.where(n <= 0, 1.0, self.running * table[self.base.row, beyond])

    def orders_at(self, q: float | Vector) -> Vector:
        """Largest n with P(N >= n) > 1 - q. Shape (n,)."""
        found = np.zeros(len(self.base))
        for chance in self.mixed.T:
            found += self.running * chance[self.base.row] > 1 - q
        return found

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin, from the number of bills alone. Shape (n,)."""
        summed = np.hstack([np.zeros((len(self.worth), 1)), np.cumsum(self.worth, axis=1)])

        def units(level: float | Vector) -> Vector:
            return np.asarray(summed[self.base.row, self.orders_at(level).astype(np.intp)])

        return mirrored(units, q, self.per_order)

    @property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of bills and of the discounted margin. Shape (n,) each."""
        places = 2 * np.arange(self.due.shape[1]) + 1.0  # n^2 grows by these
        summed = np.cumsum(self.worth, axis=1)
        growth = np.diff(summed**2, axis=1, prepend=0.0)
        squared = self.running * (self.mixed @ places)[self.base.row]
        paid = self.running * (self.mixed * growth).sum(axis=1)[self.base.row]
        orders, discounted = self.orders, self.discounted
        return (
            np.maximum(squared - orders**2, 0),
            np.maximum(paid - discounted**2, 0) * self.per_order**2,
        )

    @property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of bills, and of value, from the fits alone."""
        size = len(self.base.rows.x)
        each = np.bincount(self.base.row, self.running, size)
        money = np.bincount(self.base.row, self.running * self.per_order, size)
        orders = [each @ table.sum(axis=1) for table in self.others]
        value = [money @ (table * self.worth).sum(axis=1) for table in self.others]
        discounted = self.discounted
        return (
            _spread(orders) * float(self.orders.sum()) ** 2,
            _spread(value) * float(self.value.sum()) ** 2 + self.money.noise(self.base, discounted),
        )


def under_contract(
    base: Base, contracts: Contracts, money: Money, days: int, annual: float
) -> UnderContract | str:
    """Choose and fit a model of renewals; why there is none where nothing can be learnt."""
    choice = choose(contracts.tenures(base))
    if isinstance(choice, NotEnough):
        return choice.why
    return UnderContract(base, contracts, choice.fitted, money, days, annual)


def _spread(totals: list[Vector]) -> float:
    """Variance of the log of a total; 0 where nothing is expected of anybody."""
    return float(noise(totals)) if all(total != 0 for total in totals) else 0.0
