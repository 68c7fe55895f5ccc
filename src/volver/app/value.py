"""One table of orders in, a table of values out; nothing prepared and nothing kept."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from volver.app import clock
from volver.app.evidence import (
    alive_history_of,
    alive_matrix_of,
    draws_of,
    evidence_of,
    gaps_of,
)
from volver.app.ingest import options, read, with_currency
from volver.app.publish import card_of, next_orders_of, provenance, table_of, values_to
from volver.app.refresh import Findings, refresh
from volver.app.reports import report_data
from volver.app.workspace import SourceFile
from volver.collect.mapping import Mapping as ColumnMapping
from volver.collect.report import LoadReport
from volver.domain.errors import BadInput
from volver.domain.evidence import AliveHistory, AliveMatrix, Evidence, Gaps
from volver.domain.history import Vector
from volver.domain.ports import Progress, Quiet
from volver.domain.settings import Settings
from volver.present.records import ReportData
from volver.store import open_engine
from volver.store.engine import Embedded


@dataclass(frozen=True)
class Valued:
    """What one table of orders came to."""

    findings: Findings
    load: LoadReport
    name: str
    """What the orders are called: the file's name."""
    file: Path | None
    """Where the orders came from, if from a file."""

    @property
    def card(self) -> dict[str, Any]:
        """The model card as plain values."""
        return card_of(self.findings, [self.load])

    @property
    def data(self) -> ReportData:
        """The figures of the summary and of the charts."""
        found = provenance(self.findings, [self.load])
        return report_data(self.findings, [self.load], found, self.name)

    @cached_property
    def evidence(self) -> Evidence | None:
        """How the forecast did when it was last tested."""
        return evidence_of(self.findings)

    def alive_matrix(self) -> AliveMatrix | None:
        """P(alive) over today's customers."""
        return alive_matrix_of(self.findings)

    def alive_history(self, customer: str) -> AliveHistory | None:
        """P(alive) of one customer over time."""
        return alive_history_of(self.findings, customer)

    def draws(self, count: int) -> dict[str, Vector]:
        """Draws of the model's parameters."""
        return draws_of(self.findings, count)

    def gaps(self) -> Gaps | None:
        """Days between orders."""
        return gaps_of(self.findings)

    def write(self, out: Path, next_order: bool = False) -> int:
        """Write the table as .parquet or .csv; how many rows.

        next_order: with columns for the next order.
        """
        check_out(out, self.file)
        return values_to(self.findings, out, next_order)

    def next_orders(self) -> Any:
        """When each customer orders next, as pyarrow has it."""
        return next_orders_of(self.findings)

    def arrow(self) -> Any:
        """The table as pyarrow has it."""
        return table_of(self.findings)


def value_file(
    source: SourceFile,
    settings: Settings,
    as_of: date | None,
    progress: Progress,
    point_only: bool = False,
) -> Valued:
    """Value every customer of one file."""

    def load_it(engine: Embedded) -> LoadReport:
        return read(engine, source, settings, progress, keep=False)

    return _valued(load_it, source.path, settings, as_of, progress, point_only)


def value_orders(
    orders: Any, mapping: Mapping[str, Any], settings: Settings, as_of: date | None
) -> Valued:
    """Value every customer of a frame, or of a file by its path."""
    if isinstance(orders, Path):
        return value_file(SourceFile(orders, mapping, {}), settings, as_of, Quiet())
    from volver.collect.frames import load_frame  # the frame libraries; a file needs none

    stated = replace(ColumnMapping.from_dict(mapping), zone=settings.time_zone)
    wanted = options(settings, keep=False)

    def load_it(engine: Embedded) -> LoadReport:
        return load_frame(engine, orders, mapping=stated, options=wanted, now=clock.now())

    return _valued(load_it, None, settings, as_of, Quiet(), point_only=False)


def _valued(
    load_it: Callable[[Embedded], LoadReport],
    file: Path | None,
    settings: Settings,
    as_of: date | None,
    progress: Progress,
    point_only: bool,
) -> Valued:
    engine = open_engine(memory=settings.memory)
    try:
        load = load_it(engine)
        found = refresh(engine, with_currency(settings, [load]), as_of, progress, point_only)
    except BaseException:
        engine.close()  # its threads must not outlive the error
        raise
    return Valued(found, load, file.name if file else "orders", file)


def check_out(out: Path, orders: Path | None) -> None:
    """Raise BadInput unless a table can be written there, and not over the orders."""
    if out.suffix not in (".parquet", ".csv"):
        raise BadInput(
            what=f"{out.name} is neither .parquet nor .csv",
            where="--out",
            next_step="Give a name such as values.parquet or values.csv.",
        )
    if not out.parent.is_dir():
        raise BadInput(
            what=f"There is no folder {out.parent.name or out.parent}",
            where="--out",
            next_step="Make the folder first, or write beside you: --out values.parquet.",
        )
    if orders is not None and out.exists() and out.samefile(orders):
        raise BadInput(
            what=f"{out.name} is the file of orders: the values would be written over it",
            where="--out",
            next_step="Give another name, such as values.csv.",
        )
    if out.is_dir() or not os.access(out if out.exists() else out.parent, os.W_OK):
        raise BadInput(
            what=f"{out.name} cannot be written: it is a folder"
            if out.is_dir()
            else f"{out.name} cannot be written",
            where="--out",
            next_step="Give another name, or a folder that you may write to.",
        )
