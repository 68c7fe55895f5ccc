"""One file of subscriptions or of cohorts in; renewals, curves and values out."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from volver.collect.source import ReadOptions
from volver.collect.tenures import cohorts, subscriptions
from volver.collect.tenures.report import TenureReport
from volver.domain.history import Vector
from volver.domain.money import Basis
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.domain.tenure import (
    DAYS_PER_PERIOD,
    Period,
    Tenures,
    discount_per_period,
    periods_within,
)
from volver.predict.renewals.forecast import Asked, Found, forecast
from volver.present.renewals import RenewalData
from volver.store import open_engine
from volver.store.listing import write_listing

ALL = "all"
FIGURES = ("next_retention", "staying", "renewals", "renewals_low", "renewals_high")
"""Of each customer, as `predict.renewals.outlook` names them."""


@dataclass(frozen=True, slots=True)
class RenewalFile:
    """A file, what is in it, and how far ahead to look."""

    path: Path
    reading: Mapping[str, Any]
    columns: Mapping[str, str]
    """Of subscriptions: tenure, ended and others; empty for a table of cohorts."""
    period: Period = "month"
    tenure_unit: Period | None = None
    """In which tenures are written; None: in periods."""
    ended_is: tuple[str, ...] = ()
    cells: cohorts.Cells | None = None
    customers: float | None = None
    worth: float | None = None
    """What one renewal brings, for cohorts; subscriptions have a column."""
    decimal: Literal["point", "comma"] | None = None
    due: float = 1.0
    never_leaves: bool = False
    fit_periods: int | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    tenures: Tenures
    running: Vector
    """Tenures of those still there."""
    worth: Vector | None
    place: NDArray[np.int64]
    """Of those still there, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Renewals:
    """What one file came to."""

    data: RenewalData
    card: dict[str, Any]
    table: Mapping[str, NDArray[Any]]

    def write(self, out: Path) -> int:
        """Write one row for each customer, or for each cohort and period; how many."""
        with closing(open_engine()) as engine:
            return write_listing(engine, self.table, out)


def renewals(file: RenewalFile, settings: Settings, progress: Progress) -> Renewals:
    """Read, fit, look ahead."""
    progress.step("read")
    read = _subscriptions if file.columns else _cohorts
    report, groups, customer, size = read(file, settings)
    progress.step("fit")
    periods = periods_within(settings.length, file.period)
    asked = Asked(
        periods=periods,
        discount=discount_per_period(settings.rate, file.period),
        due=file.due,
        level=settings.level,
        model=settings.model,
        never_leaves=file.never_leaves,
        fit_periods=file.fit_periods,
    )
    found = [forecast(g.name, g.tenures, asked, g.running, g.worth) for g in groups]
    has_worth = groups[0].worth is not None
    basis = settings.basis(has_cost=False) if has_worth else None
    data = RenewalData(
        source=report.source,
        cards=tuple(one.card for one in found),
        period=file.period,
        periods=periods,
        annual_rate=settings.annual_discount_rate,
        due=file.due,
        level=settings.level,
        basis=basis,
        currency=settings.reporting_currency,
        rows=(report.rows_in, report.accepted, report.rejected, report.duplicates),
        notes=report.notes,
        size_assumed=size,
    )
    table = (
        _customers(groups, found, customer, data) if customer is not None else _periods(found, data)
    )
    return Renewals(data, _card(data, report, settings, found, size), table)


_Read = tuple[TenureReport, list[_Group], NDArray[np.object_] | None, float | None]


def _subscriptions(file: RenewalFile, settings: Settings) -> _Read:
    unit = file.tenure_unit or file.period
    asked = subscriptions.Asked(
        columns=file.columns,
        ended_is=file.ended_is,
        periods_per_unit=DAYS_PER_PERIOD[unit] / DAYS_PER_PERIOD[file.period],
        decimal=file.decimal,
        max_rejected_share=settings.max_rejected_share,
    )
    found = subscriptions.read_subscriptions(file.path, ReadOptions(**file.reading), asked)
    size = len(found.tenures)
    names = np.full(size, ALL, dtype=object) if found.group is None else found.group
    worth = found.worth
    if worth is not None and settings.margin_rate is not None:
        worth = worth * settings.margin_rate
    groups = []
    for name in sorted(set(names)):
        inside = np.asarray(names == name)
        there = np.flatnonzero(inside & ~found.tenures.ended)
        groups.append(
            _Group(
                str(name),
                _some(found.tenures, inside),
                found.tenures.last[there],
                None if worth is None else worth[there],
                there,
            )
        )
    return found.report, groups, found.customer, None


def _some(tenures: Tenures, rows: NDArray[np.bool_]) -> Tenures:
    return replace(
        tenures,
        last=tenures.last[rows],
        ended=tenures.ended[rows],
        count=tenures.count[rows],
        entered=tenures.entered[rows],
        reason=tenures.reason[rows],
    )


def _cohorts(file: RenewalFile, settings: Settings) -> _Read:
    found = cohorts.read_cohorts(
        file.path, ReadOptions(**file.reading), file.cells, file.customers,
        file.decimal, settings.max_rejected_share,
    )  # fmt: skip
    groups = []
    for cohort in found.cohorts:
        there = ~cohort.tenures.ended
        count = np.round(cohort.tenures.count[there]).astype(np.int64)
        running = np.repeat(cohort.tenures.last[there], count)
        worth = None
        if file.worth is not None:
            rate = 1.0 if settings.margin_rate is None else settings.margin_rate
            worth = np.full(len(running), file.worth * rate)
        none = np.zeros(0, np.int64)
        groups.append(_Group(cohort.name, cohort.tenures, running, worth, none))
    return found.report, groups, None, None if found.stated else found.size


def _customers(
    groups: Sequence[_Group],
    found: Sequence[Found],
    customer: NDArray[np.object_],
    data: RenewalData,
) -> Mapping[str, NDArray[Any]]:
    """One row for each customer who is still there, in the order of the file."""
    parts = [_rows(group, one, customer) for group, one in zip(groups, found, strict=True)]
    order = np.argsort(np.concatenate([group.place for group in groups]), kind="stable")
    table = {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}
    return table | _constants(data, len(order))


def _rows(group: _Group, found: Found, customer: NDArray[np.object_]) -> dict[str, NDArray[Any]]:
    """The rows of one group; figures are absent where there is no forecast."""
    size, ahead = len(group.place), found.ahead

    def by(name: str) -> Vector:
        if ahead is None:
            return np.full(size, np.nan)
        return np.asarray(getattr(ahead, name)[ahead.place])

    rows: dict[str, NDArray[Any]] = {
        "customer_id": customer[group.place],
        "group_name": np.full(size, group.name, dtype=object),
        "tenure": group.running,
        **{name: by(name) for name in FIGURES},
    }
    if group.worth is not None:
        ends = group.worth * by("discounted_low"), group.worth * by("discounted_high")
        rows |= {
            "value_per_renewal": group.worth,
            "value": group.worth * by("discounted"),
            # Of a renewal that costs money fewer are better.
            "value_low": np.minimum(*ends),
            "value_high": np.maximum(*ends),
        }
    return rows | {"model": np.full(size, found.card.model, dtype=object)}


def _periods(found: Sequence[Found], data: RenewalData) -> Mapping[str, NDArray[Any]]:
    """One row for each cohort and period."""
    rows = [(one.card, row) for one in found for row in one.card.periods]
    columns: dict[str, NDArray[Any]] = {
        "cohort": np.array([card.group for card, _ in rows], dtype=object),
        "period": np.array([row.period for _, row in rows], dtype=np.int64),
    }
    for name in ("survival", "retention"):
        estimates = [getattr(row, name) for _, row in rows]
        columns[name] = np.array([e.value for e in estimates], np.float64)
        columns[f"{name}_low"] = np.array([e.low for e in estimates], np.float64)
        columns[f"{name}_high"] = np.array([e.high for e in estimates], np.float64)
    columns["seen"] = np.array([row.seen.value if row.seen else np.nan for _, row in rows])
    columns["model"] = np.array([card.model for card, _ in rows], dtype=object)
    return columns | {"level": np.full(len(rows), data.level)}


def _constants(data: RenewalData, size: int) -> dict[str, NDArray[Any]]:
    told: dict[str, Any] = {
        "horizon_periods": data.periods,
        "period": data.period,
        "annual_rate": data.annual_rate,
        "level": data.level,
    }
    if data.basis is not None:
        told |= {"currency": data.currency, "basis": data.basis.label}
    return {
        name: np.full(size, value, dtype=object if isinstance(value, str) else None)
        for name, value in told.items()
    }


def _card(
    data: RenewalData,
    report: TenureReport,
    settings: Settings,
    found: Sequence[Found],
    size: float | None,
) -> dict[str, Any]:
    basis: Basis | None = data.basis
    return {
        "volver": version("volver"),
        "period": data.period,
        "horizon_periods": data.periods,
        "annual_rate": data.annual_rate,
        "next_renewal_in_periods": data.due,
        "level": data.level,
        "currency": None if basis is None else data.currency,
        "basis": None if basis is None else basis.label,
        "customers_assumed_per_cohort": size,
        "groups": [one.card.to_dict() for one in found],
        "data": {
            "source": report.source,
            "content_hash": report.content_hash,
            "rows_in": report.rows_in,
            "accepted": report.accepted,
            "rejected": report.rejected,
            "duplicates": report.duplicates,
            "rules": {rule.rule: rule.count for rule in report.rules},
            "notes": list(report.notes),
        },
    }
