"""From histories of opportunities to a fitted model, what is ahead of each customer, and a card."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Period, rate_per_period
from volver.domain.opportunity_card import (
    LikeCustomers,
    OpportunityCard,
    OrdersSeen,
    Received,
)
from volver.domain.ports import Progress, Quiet
from volver.predict.ladder import FEWEST_BACK
from volver.predict.opportunities.bg_bb import HOMOGENEOUS, BgBb
from volver.predict.opportunities.outlook import Outlook, look_ahead
from volver.predict.purchases.model import Fitted

MOST_AHEAD = 1_000
SHOWN = 30
"""Distinct histories on the card."""
ORDERS_SEEN = 10
"""Numbers of orders that the card compares with the model: 0 to here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of the forecast."""

    ahead: int | None = None
    """Opportunities ahead; None: as many as there have been."""
    period: Period | None = None
    """The time between two opportunities; without it nothing can be discounted."""
    level: float = 0.9
    annual_rate: float = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """The histories, what is ahead of each, and the card."""

    histories: OpportunityHistories
    fitted: Fitted[BgBb]
    outlook: Outlook
    card: OpportunityCard

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """One number for each row of the histories, by the name of its column."""
        found, upcoming = self.outlook, self.outlook.next_order
        histories = self.histories
        columns: dict[str, NDArray[Any]] = {
            "order_count": histories.order_count,
            "last_with_order": histories.last_with_order,
            "opportunities": histories.opportunities,
            "customers": histories.count,
            "p_alive": found.p_alive,
            "expected_orders": found.expected,
            "orders_low": found.low,
            "orders_high": found.high,
            "any_order": upcoming.chance,
            "next_order": upcoming.expected,
            "next_order_low": upcoming.low,
            "next_order_high": upcoming.high,
        }
        if found.discounted is not None and found.residual is not None:
            columns["discounted_orders"] = found.discounted
            columns["residual_orders"] = np.where(
                np.isfinite(found.residual), found.residual, np.nan
            )
        size = len(histories)
        return columns | {
            "periods_ahead": np.full(size, found.ahead),
            "level": np.full(size, found.level),
        }


def forecast(
    histories: OpportunityHistories,
    received: Received,
    asked: Asked,
    progress: Progress | None = None,
) -> Found:
    """Fit and look ahead; raises BadInput where there is too little to learn from.

    received: what became of the file, for the card.
    """
    progress = progress or Quiet()
    _enough(received.source, histories)
    ahead = _ahead(asked.ahead, histories)
    progress.step("fit")
    fitted = BgBb.fit(histories)
    progress.step("forecast")
    rate = rate_per_period(asked.annual_rate, asked.period) if asked.period else None
    outlook = look_ahead(fitted, histories, ahead, asked.level, rate)
    return Found(histories, fitted, outlook, _card(received, histories, fitted, outlook, asked))


def _enough(source: str, histories: OpportunityHistories) -> None:
    back = int(histories.count[histories.order_count > 0].sum())
    if back < FEWEST_BACK:
        raise BadInput(
            what=f"{source} has {back:,} customers with an order at an opportunity;"
            f" {BgBb.title} needs {FEWEST_BACK}",
            where=source,
            next_step="Give more customers, or wait for the next opportunity.",
        )


def _ahead(ahead: int | None, histories: OpportunityHistories) -> int:
    if ahead is None:
        ahead = min(max(int(histories.opportunities.max()), 1), MOST_AHEAD)
    if not 1 <= ahead <= MOST_AHEAD:
        raise BadInput(
            what=f"{ahead} opportunities ahead are not usable",
            where="--periods-ahead",
            next_step=f"Give a whole number from 1 to {MOST_AHEAD:,}.",
        )
    return ahead


def _card(
    received: Received,
    histories: OpportunityHistories,
    fitted: Fitted[BgBb],
    outlook: Outlook,
    asked: Asked,
) -> OpportunityCard:
    model, fit = fitted.model, fitted.fit
    errors = np.sqrt(np.diag(fit.covariance)).tolist()
    shown, distinct = _histories(histories, outlook)
    residual = _summed(outlook.residual, histories)
    return OpportunityCard(
        source=received.source,
        rows_in=received.rows_in,
        accepted=received.accepted,
        rejected=received.rejected,
        duplicates=received.duplicates,
        rules=received.rules,
        model=model.name,
        title=model.title,
        parameters=model.parameters(),
        standard_errors=dict(zip(model.parameters(), errors, strict=True)),
        log_likelihood=fit.log_likelihood,
        converged=fit.converged,
        ridge=fit.ridge,
        customers=histories.customers,
        most_opportunities=int(histories.opportunities.max()),
        orders_seen=_orders_seen(model, histories),
        periods_ahead=outlook.ahead,
        level=outlook.level,
        total_orders=outlook.total,
        expected_alive=float((outlook.p_alive * histories.count).sum()),
        new_customer_orders=model.expected_new(outlook.ahead),
        period=asked.period,
        annual_rate=asked.annual_rate if asked.period else None,
        discounted_orders=_summed(outlook.discounted, histories),
        residual_orders=residual if residual is not None and np.isfinite(residual) else None,
        histories=shown,
        distinct_histories=distinct,
        notes=(*received.notes, *_notes(fitted)),
    )


def _notes(fitted: Fitted[BgBb]) -> list[str]:
    notes = [
        "At each opportunity a customer orders once or not at all",
        "Who has left does not come back; until then each keeps their own chance to order and to"
        " leave",
        "The order that made somebody a customer is not among the orders counted",
        "The interval counts the chances of customers and of the fit; no test on the past has"
        " widened it",
    ]
    fit = fitted.fit
    if fit.ridge in HOMOGENEOUS:
        notes.append(f"{fit.ridge}; what is expected of customers stands all the same")
    elif fit.ridge:
        notes.append(f"{fit.ridge}; read the forecast with care")
    if not fit.converged:
        notes.append("no best fit was found; do not rely on this forecast")
    return notes


def _summed(values: Vector | None, histories: OpportunityHistories) -> float | None:
    return None if values is None else float((values * histories.count).sum())


def _orders_seen(model: BgBb, histories: OpportunityHistories) -> tuple[OrdersSeen, ...]:
    """Customers by number of orders, as counted and as the model would have them."""
    n, row = np.unique(histories.opportunities, return_inverse=True)
    people = np.bincount(row, histories.count)
    most = int(histories.opportunities.max())
    counted = np.bincount(histories.order_count, histories.count, most + 1)
    expected = np.zeros(most + 1)
    for opportunities, customers in zip(n.tolist(), people, strict=True):
        expected[: opportunities + 1] += customers * model.distribution_new(opportunities)
    return tuple(
        OrdersSeen(k, int(counted[k]), float(expected[k]))
        for k in range(min(most, ORDERS_SEEN) + 1)
    )


def _histories(
    histories: OpportunityHistories, outlook: Outlook
) -> tuple[tuple[LikeCustomers, ...], int]:
    """The distinct histories with most customers, in order; how many there are."""
    columns = (histories.order_count, histories.opportunities, histories.last_with_order)
    distinct, first, row = np.unique(
        np.stack(columns), axis=1, return_index=True, return_inverse=True
    )
    people = np.bincount(row.reshape(-1), histories.count)
    most = np.sort(np.argsort(-people, kind="stable")[:SHOWN])
    upcoming = outlook.next_order

    def like(at: int) -> LikeCustomers:
        i = int(first[at])
        x, n, last = distinct[:, at].tolist()
        return LikeCustomers(
            order_count=x,
            last_with_order=last,
            opportunities=n,
            customers=int(people[at]),
            p_alive=float(outlook.p_alive[i]),
            expected_orders=float(outlook.expected[i]),
            orders_low=int(outlook.low[i]),
            orders_high=int(outlook.high[i]),
            any_order=float(upcoming.chance[i]),
            next_order=float(upcoming.expected[i]),
            next_order_low=int(upcoming.low[i]),
            next_order_high=int(upcoming.high[i]),
            discounted_orders=_at(outlook.discounted, i),
            residual_orders=_at(outlook.residual, i),
        )

    return tuple(like(int(at)) for at in most), distinct.shape[1]


def _at(values: Vector | None, i: int) -> float | None:
    return None if values is None else float(values[i])
