"""One file of subscriptions or of cohorts in; renewals, curves and values out."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from volver.app.settings import amount, subscription_columns
from volver.collect.source import ReadOptions
from volver.collect.tenures import cohorts, subscriptions
from volver.collect.tenures.report import TenureReport
from volver.domain.errors import BadInput
from volver.domain.money import Basis
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.domain.tenure import (
    DAYS_PER_PERIOD,
    Period,
    discount_per_period,
    periods_within,
)
from volver.predict.renewals.forecast import Asked, Found
from volver.predict.renewals.groups import (
    Columns,
    Group,
    cohort_groups,
    customer_columns,
    groups_of,
    period_columns,
)
from volver.present.renewals import RenewalData
from volver.store import open_engine
from volver.store.listing import write_listing


@dataclass(frozen=True, slots=True)
class RenewalFile:
    """A file, what is in it, and how far ahead to look."""

    path: Path
    columns: Mapping[str, str]
    """Of subscriptions: tenure, ended and others; empty for a table of cohorts."""
    reading: Mapping[str, Any] = field(default_factory=dict)
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

    @classmethod
    def of(
        cls,
        path: Path,
        columns: Mapping[str, str | None],
        value: str | None = None,
        period: Period | None = None,
        **more: Any,
    ) -> "RenewalFile":
        """A file as somebody describes it.

        columns: of subscriptions, with tenure and ended among them; all None for cohorts.
        value: its column, or for cohorts what one renewal brings. period: a month for
        subscriptions, a year for cohorts.
        """
        if period is not None and period not in DAYS_PER_PERIOD:
            raise BadInput(
                what=f"{str(period)[:40]!r} is no period",
                where="--period",
                next_step=f"Give one of: {', '.join(DAYS_PER_PERIOD)}.",
            )
        tenure = columns.get("tenure")
        named = subscription_columns(**columns, value=value if tenure else None)
        worth = amount(value) if value and not named else None
        usual: Period = "month" if named else "year"
        return cls(path=path, columns=named, period=period or usual, worth=worth, **more)

    @property
    def usual_horizon(self) -> str:
        """How far to look where nobody says."""
        return "5y" if self.period == "year" else "12m"


@dataclass(frozen=True, slots=True)
class Renewals:
    """What one file came to."""

    data: RenewalData
    card: dict[str, Any]
    table: Columns

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
    found = [group.forecast(asked) for group in groups]
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
    if customer is None:
        table = period_columns(found, data.level)
    else:
        table = {**customer_columns(groups, found, customer)}
        table |= _constants(data, len(table["customer_id"]))
    return Renewals(data, _card(data, report, settings, found, size), table)


_Read = tuple[TenureReport, list[Group], NDArray[np.object_] | None, float | None]


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
    groups = groups_of(found.tenures, found.group, found.worth, settings.margin_per_revenue)
    return found.report, groups, found.customer, None


def _cohorts(file: RenewalFile, settings: Settings) -> _Read:
    found = cohorts.read_cohorts(
        file.path, ReadOptions(**file.reading), file.cells, file.customers,
        file.decimal, settings.max_rejected_share,
    )  # fmt: skip
    named = [(cohort.name, cohort.tenures) for cohort in found.cohorts]
    groups = cohort_groups(named, file.worth, settings.margin_per_revenue)
    return found.report, groups, None, None if found.stated else found.size


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
