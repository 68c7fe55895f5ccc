"""A table of cohorts: how many of each, or which share, were still there after each period."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from volver.collect.numbers import DecimalSign
from volver.collect.source import ReadOptions
from volver.collect.tenures.report import Fault, TenureReport, report_on
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.tenure import Tenures

Cells = Literal["customers", "percent", "share"]
ASSUMED = 1000.0
"""Customers of a cohort of which only shares are known; intervals depend on it, and it is said."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Cohort:
    """One column of the table."""

    name: str
    tenures: Tenures


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The columns, in their order."""

    report: TenureReport
    cohorts: tuple[Cohort, ...]
    cells: Cells
    size: float | None
    """Customers assumed or stated for each cohort; None where the table has counts."""
    stated: bool


def read_cohorts(
    path: Path,
    reading: ReadOptions,
    cells: Cells | None,
    customers: float | None,
    decimal: DecimalSign | None,
    max_rejected_share: float,
) -> Cohorts:
    """Read a table whose first column is the period, from 0, and whose others are cohorts.

    cells: what the cells hold; None finds out from the row of period 0: 100 is percent, 1 a share.
    customers: how many a cohort began with, where the cells hold shares.
    """
    table = read_texts(path, reading)
    if len(table.columns) < 2:
        raise BadInput(
            what=f"{table.source} has one column: a table of cohorts has a period and cohorts",
            where=table.source,
            next_step="Give a column for each cohort; for one row a customer, say --tenure and"
            " --ended.",
        )
    texts = table.texts(0)
    period = table.numbers(0, decimal)
    faults = [
        Fault(at, rule or "number_unreadable", table.columns[0], texts[at] or None)
        for at, rule in enumerate(period.rules)
        if rule is not None or period.values[at] % 1
    ]
    if len(faults) == len(table):
        raise BadInput(
            what=f"Column {table.columns[0]!r} of {table.source} holds no periods",
            where=f"{table.source}, line {table.lines[0]}, column {table.columns[0]}",
            next_step="Give one row for each period, from 0 on; for one row a customer, say"
            " --tenure and --ended.",
        )
    report = report_on(table, faults, 0, (), max_rejected_share)
    kept = sorted(set(range(len(table))) - {fault.at for fault in faults},
                  key=lambda at: period.values[at])  # fmt: skip
    _check_periods(table, period.values, kept)
    columns = {
        table.columns[at]: _column(table, at, kept, decimal) for at in range(1, len(table.columns))
    }
    held = cells or _cells(columns, table.source)
    size = None if held == "customers" else customers or ASSUMED
    scale = 1.0 if size is None else size / (100.0 if held == "percent" else 1.0)
    cohorts = tuple(Cohort(name, _tenures(values * scale)) for name, values in columns.items())
    return Cohorts(report, cohorts, held, size, customers is not None)


def _check_periods(table: TextTable, period: Vector, kept: list[int]) -> None:
    for expected, at in enumerate(kept):
        if period[at] != expected:
            raise BadInput(
                what=f"Column {table.columns[0]!r} of {table.source} has {period[at]:g} where"
                f" period {expected} is expected",
                where=f"{table.source}, line {table.lines[at]}, column {table.columns[0]}",
                next_step="Give one row for each period, from 0 on; for one row a customer, say"
                " --tenure and --ended.",
            )


def _column(table: TextTable, at: int, kept: list[int], decimal: DecimalSign | None) -> Vector:
    """Who was still there, from period 0 to the last that was seen."""
    name, found = table.columns[at], table.numbers(at, decimal)
    for row, rule in enumerate(found.rules):
        if rule not in (None, "number_missing") and row in kept:
            raise BadInput(
                what=f"Cohort {name!r} has {table.texts(at)[row][:40]!r}, which is no number",
                where=f"{table.source}, line {table.lines[row]}, column {name}",
                next_step="Correct the cell; leave empty what has not been seen yet.",
            )
    values = found.values[kept]
    seen = int(np.isfinite(values).sum())
    if seen < 2 or not np.isfinite(values[:seen]).all():
        raise BadInput(
            what=f"Cohort {name!r} has no two periods in a row from 0 on",
            where=f"{table.source}, line {table.lines[kept[0]]}, column {name}",
            next_step="Give period 0 and those after it; leave empty what has not been seen yet.",
        )
    values = values[:seen]
    grows = np.flatnonzero((np.diff(values) > ROUNDING) | (values[1:] < 0))
    if len(grows):
        row = kept[int(grows[0]) + 1]
        raise BadInput(
            what=f"Cohort {name!r} goes from {values[grows[0]]:g} to {values[grows[0] + 1]:g}:"
            " a cohort never grows, nor falls below none",
            where=f"{table.source}, line {table.lines[row]}, column {name}",
            next_step="Give those still there of the customers who began, new ones left out.",
        )
    return values


def _cells(columns: dict[str, Vector], source: str) -> Cells:
    first = {float(values[0]) for values in columns.values()}
    if first == {100.0}:
        return "percent"
    if first == {1.0}:
        return "share"
    if all(value >= 1 and value % 1 == 0 for value in first):
        return "customers"
    raise BadInput(
        what=f"The cohorts of {source} begin with {', '.join(f'{v:g}' for v in sorted(first))}:"
        " neither 100 percent, nor a share of 1, nor customers",
        where=source,
        next_step="Say what the cells hold: --cells customers, percent or share.",
    )


def _tenures(alive: Vector) -> Tenures:
    """Those lost at each period, and those still there at the last."""
    lost, size = -np.diff(alive), len(alive) - 1
    last = np.append(np.arange(1.0, size + 1), size)
    ended = np.append(np.ones(size, bool), False)
    count = np.append(np.maximum(lost, 0.0), alive[-1])
    there = count > 0
    return Tenures.of(last[there], ended[there], count[there])
