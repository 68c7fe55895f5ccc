"""From a ready table of orders at fixed opportunities to a forecast for each of its rows."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.app.value import check_out
from volver.collect.files.layout import ReadOptions
from volver.collect.incidence import read_incidence
from volver.collect.tables import Table, Wanted, read_table
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.opportunity import (
    PERIODS_PER_YEAR,
    OpportunityHistories,
    Period,
    rate_per_period,
)
from volver.domain.opportunity_card import LikeCustomers, OpportunityCard, OrdersSeen
from volver.domain.ports import Progress, Quiet
from volver.domain.settings import Settings
from volver.predict.opportunities.bg_bb import HOMOGENEOUS, BgBb
from volver.predict.opportunities.outlook import Outlook, look_ahead
from volver.predict.purchases.model import Fitted
from volver.store import open_engine
from volver.store.publish import write_columns

MOST_AHEAD = 1_000
SHOWN = 30
"""Distinct histories on the card."""
ORDERS_SEEN = 10
"""Numbers of orders with a line of their own on the card; more are one line."""

WANTED = (
    Wanted("customer", "who it was", ("customer id", "cust id", "customer", "id", "client id",
           "id cliente", "cliente", "donor id", "donor", "donante", "member id"), is_text=True),
    Wanted("orders", "at how many opportunities there was an order", (
        "orders", "order count", "x", "frequency", "repeat count", "p1x", "pedidos", "compras",
        "frecuencia", "donations", "donaciones")),
    Wanted("last", "the last opportunity with an order, counted from 1", (
        "last", "last with order", "t x", "tx", "recency", "ultima", "ultimo", "recencia")),
    Wanted("periods", "how many opportunities there were", (
        "periods", "opportunities", "n", "t", "n cal", "n periods", "periodos", "oportunidades")),
    Wanted("weights", "how many customers the row stands for", (
        "weights", "weight", "customers", "count", "n custs", "num custs", "people", "donors",
        "clientes", "pesos", "peso"), default=1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of the forecast."""

    ahead: int | None = None
    """Opportunities ahead; None: as many as there have been."""
    period: Period | None = None
    """The time between two opportunities; without it nothing can be discounted."""


@dataclass(frozen=True, slots=True)
class OpportunityForecast:
    """One table's forecast."""

    table: Table
    histories: OpportunityHistories
    fitted: Fitted[BgBb]
    outlook: Outlook
    card: OpportunityCard
    file: Path

    def write(self, out: Path) -> int:
        """Write a row for each accepted row of the file, as .parquet or .csv; how many."""
        check_out(out, self.file)
        with closing(open_engine()) as engine:
            return write_columns(engine, self.columns, out, "customer_id")

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """One number per accepted row, by the name of its column."""
        found, upcoming = self.outlook, self.outlook.next_order
        columns: dict[str, NDArray[Any]] = {"line": self.table.lines}
        if "customer" in self.table.texts:
            columns["customer_id"] = self.table.texts["customer"]
        columns |= {
            "order_count": self.histories.order_count,
            "last_with_order": self.histories.last_with_order,
            "opportunities": self.histories.opportunities,
            "customers": self.histories.count,
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
        size = len(self.table)
        return columns | {
            "periods_ahead": np.full(size, found.ahead),
            "level": np.full(size, found.level),
        }


def forecast_table(
    path: Path,
    stated: Mapping[str, str],
    settings: Settings,
    asked: Asked,
    *,
    incidence: bool = False,
    reading: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> OpportunityForecast:
    """Read, fit and forecast.

    stated: columns by field of WANTED; the others are guessed.
    incidence: the file has a column of 0 and 1 for each opportunity, in order, in their place.
    """
    progress = progress or Quiet()
    progress.step("read")
    options = ReadOptions(**(reading or {}))
    if incidence:
        table = read_incidence(path, WANTED, stated, options)
    else:
        table = read_table(path, WANTED, stated, options)
    table = _checked(table).checked(settings.max_rejected_share)
    histories = OpportunityHistories(
        table["orders"], table["last"], table["periods"], table["weights"]
    )
    ahead = _ahead(asked, histories)
    progress.step("fit")
    fitted = BgBb.fit(histories)
    progress.step("forecast")
    rate = rate_per_period(settings.annual_discount_rate, asked.period) if asked.period else None
    outlook = look_ahead(fitted, histories, ahead, settings.level, rate)
    card = _card(table, histories, fitted, outlook, settings, asked)
    return OpportunityForecast(table, histories, fitted, outlook, card, path)


def period_of(text: str | None, annual_rate: float | None) -> Period | None:
    """The period that --period names; a rate without one discounts nothing, and is refused."""
    if text is None and annual_rate is not None:
        raise BadInput(
            what="A discount rate needs to know how far apart the opportunities are",
            where="--annual-discount-rate",
            next_step="Say it as well: --period week, month or year.",
        )
    for period in PERIODS_PER_YEAR:
        if text == period:
            return period
    if text is not None:
        raise BadInput(
            what=f"{text[:40]!r} is not a period",
            where="--period",
            next_step="Write week, month or year.",
        )
    return None


def _checked(table: Table) -> Table:
    """Without rows that cannot be, and without customers told twice."""
    x, last, n = table["orders"], table["last"], table["periods"]
    table = table.without(
        (x > last) | (last > n) | ((x == 0) != (last == 0)) | (table["weights"] == 0),
        "counts_disagree",
    )
    return table.once("customer")


def _ahead(asked: Asked, histories: OpportunityHistories) -> int:
    ahead = asked.ahead
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
    table: Table,
    histories: OpportunityHistories,
    fitted: Fitted[BgBb],
    outlook: Outlook,
    settings: Settings,
    asked: Asked,
) -> OpportunityCard:
    model, fit = fitted.model, fitted.fit
    rules = {rule.rule: rule.count for rule in table.rules}
    errors = np.sqrt(np.diag(fit.covariance)).tolist()
    shown, distinct = _histories(histories, outlook)
    residual = _summed(outlook.residual, histories)
    return OpportunityCard(
        source=table.source,
        rows_in=table.rows_in,
        accepted=len(table),
        rejected=table.rejected,
        duplicates=table.duplicates,
        rules=rules,
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
        annual_rate=settings.annual_discount_rate if asked.period else None,
        discounted_orders=_summed(outlook.discounted, histories),
        residual_orders=residual if residual is not None and np.isfinite(residual) else None,
        histories=shown,
        distinct_histories=distinct,
        notes=(*table.notes, *_notes(fitted)),
    )


def _notes(fitted: Fitted[BgBb]) -> list[str]:
    notes = [
        "At each opportunity a customer orders once or not at all",
        "Who has left does not come back; until then each keeps their own chance to order and to"
        " leave",
        "The order that made somebody a customer is not among the orders counted",
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
