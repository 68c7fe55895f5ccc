"""Cold start: what a customer is worth of whom nothing is known but the group.

The mean customer on the day of the first order: repeat orders within the horizon, discounted, times
the expected margin of an order; for one yet to come the margin of the first order is added. Cases 1
and 3 of Fader & Hardie, note 024: of an as-yet-unacquired customer, and of one just acquired.

The interval is that of the mean. The two factors' relative variances from their fits add up on the
log scale, which keeps the value above zero; the first order is added with its own interval by
squaring and adding the distances to the ends.

Source: Zou & Donner (2008), Construction of confidence limits about effect measures, Statistics in
Medicine 27(10), 1693-1702 (the sum of two means with an interval each).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.newcomers import NewCustomer, NewCustomers
from volver.predict.base import Base
from volver.predict.groups.money import credible, money_by_group
from volver.predict.groups.prediction import ByGroup, grouped_model
from volver.predict.groups.profiles import Groups
from volver.predict.ladder import Rung, degenerate
from volver.predict.noise import slopes
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED
from volver.predict.purchases.grouped import FAMILIES, Grouped
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import Fitted, PurchaseModel
from volver.predict.purchases.nbd import Nbd
from volver.predict.purchases.stacked import parts, without_clock
from volver.predict.question import Question
from volver.stats.likelihood import Fit
from volver.stats.pooling import own_fit

WITHOUT_PHASES = {"bg-cnbd-k": "bg-nbd", "mbg-cnbd-k": "mbg-nbd"}
"""Models of regular orders have no groups; those of the same leaving stand in for them."""


FAR_FROM_ZERO = 4.0
"""Standard errors from zero at which a mean margin has a log."""


def new_customers(base: Base, rung: Rung, question: Question) -> NewCustomers | None:
    """New customers by group, by the chosen model with groups; None where there is none.

    base: with its groups. rung: what forecasts, with groups or without: whether they tell known
    customers apart any better is another question than what is known of a new one.
    """
    groups = base.groups
    if not isinstance(groups, Groups) or rung.money is None:
        return None
    if isinstance(rung.prediction, ByGroup):
        fitted, margins = rung.prediction.fitted, rung.prediction.money
    else:
        found = _fitted(base, rung.model)
        if found is None:
            return None
        fitted, margins = found, money_by_group(base, rung.money)
    of_new, firsts = margins.of_new, credible([part.first for part in base.parts()])
    ask = _Ask(fitted, question)
    rows = [
        ask.row(
            levels,
            int(groups.customers[k]),
            own_fit(fitted.fit, fitted.model.maps[k]),
            (float(of_new.mean[k]), float(of_new.variance[k])),
            (float(firsts.mean[k]), float(firsts.variance[k])),
        )
        for k, levels in enumerate(groups.profiles)
    ]
    rows.sort(key=lambda row: (-row.customers, row.levels))
    unseen = ask.unseen(len(groups.attributes))
    rows.append(ask.row((), 0, unseen, of_new.elsewhere, firsts.elsewhere))
    return NewCustomers(
        by=groups.attributes,
        title=fitted.model.title,
        rows=tuple(rows),
        spreads=dict(_spreads(fitted.model, margins.spread)),
        notes=groups.notes,
    )


def _fitted(base: Base, name: str) -> Fitted[Grouped[PurchaseModel]] | None:
    """The fit with groups of what forecasts: of a stack the model with the largest share; of what
    is no model of purchases one whose customers leave. NBD where the data show nobody leaving."""
    shares = parts(without_clock(name))
    ranked = sorted(shares, key=lambda part: -shares[part])
    plainly = [WITHOUT_PHASES.get(part, part) for part in ranked]
    for plain in dict.fromkeys([*plainly, MbgNbd.name, Nbd.name]):
        if plain + Grouped.suffix in GROUPED:
            found = grouped_model(base, CANDIDATES[plain].fit(base.histories))
            if not isinstance(found, str) and degenerate(found) is None:
                return found
    return None


def _spreads(model: Grouped[PurchaseModel], of_value: float | None) -> Iterator[tuple[str, float]]:
    yield from zip(("ordering", "leaving"), model.spreads.tolist(), strict=False)
    if of_value is not None:
        yield "order value", of_value


@dataclass(frozen=True, slots=True)
class _Ask:
    fitted: Fitted[Grouped[PurchaseModel]]
    question: Question

    def unseen(self, attributes: int) -> Fit:
        """The fit of a group never seen: its effects, one for each attribute, are N(0, tau^2)."""
        maps = self.fitted.model.maps
        size = maps.shape[1]
        own = own_fit(self.fitted.fit, np.eye(size, maps.shape[2]))
        for process, spread in enumerate(self.fitted.model.spreads.tolist()):
            moved = self._moved(process)
            own.covariance[moved, moved] += attributes * spread**2
        return own

    def _moved(self, process: int) -> int:
        """The log parameter that effects on ordering, or on leaving, move."""
        family = FAMILIES[self.fitted.model.kind]
        found = family.ordering if process == 0 else family.leaving
        assert found is not None
        return found[0]

    def row(
        self,
        levels: tuple[str, ...],
        customers: int,
        fit: Fit,
        order_value: tuple[float, float],
        first: tuple[float, float],
    ) -> NewCustomer:
        """order_value, first: mean and variance of the mean."""
        model = self._model(fit.log_parameters)
        discounted = self._discounted(model)
        value = discounted * order_value[0]
        deviations, of_orders = _deviations(self.question.level), self._relative(fit)
        if order_value[0] ** 2 > FAR_FROM_ZERO**2 * order_value[1]:
            reach = deviations * (of_orders + order_value[1] / order_value[0] ** 2) ** 0.5
            ends = value * np.exp(-reach), value * np.exp(reach)
        else:  # a loss is possible: the log of a margin has no meaning
            reach = deviations * (value**2 * of_orders + discounted**2 * order_value[1]) ** 0.5
            ends = value - reach, value + reach
        acquired = Estimate(value, float(min(ends)), float(max(ends)), self.question.level)
        return NewCustomer(
            levels=levels,
            customers=customers,
            orders=model.expected_new(self.question.days),
            order_value=order_value[0],
            first_margin=first[0],
            acquired=acquired,
            prospect=_added(acquired, first),
        )

    def _model(self, logs: Vector) -> PurchaseModel:
        return self.fitted.model.kind(*np.exp(logs).tolist())

    def _discounted(self, model: PurchaseModel) -> float:
        """Discounted repeat orders of a new customer within the horizon."""
        none = np.zeros(1)
        alive, days = model.p_alive(none, none, none), self.question.days
        annual = self.question.rate.annual
        return float((alive * model.discounted_if_alive(none, none, days, annual))[0])

    def _relative(self, fit: Fit) -> float:
        """Variance of the log of those orders, from the fit."""
        slope = slopes(fit, lambda logs: float(np.log(self._discounted(self._model(logs)))))
        return float(slope @ fit.covariance @ slope)


def _added(acquired: Estimate, first: tuple[float, float]) -> Estimate:
    """The first order on top; its mean is taken as normal."""
    reach = _deviations(acquired.level) * first[1] ** 0.5
    low = np.hypot(acquired.value - acquired.low, reach)
    high = np.hypot(acquired.high - acquired.value, reach)
    value = acquired.value + first[0]
    return Estimate(value, float(value - low), float(value + high), acquired.level)


def _deviations(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
