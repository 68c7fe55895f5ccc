"""Histories of opportunities, from a ready table or counted from a file of orders."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.app.ingest import read
from volver.app.refresh import look
from volver.app.workspace import SourceFile
from volver.collect.files.layout import ReadOptions
from volver.collect.opportunities import histories_of, read_opportunities
from volver.domain.errors import BadInput
from volver.domain.opportunity import PERIODS_PER_YEAR, OpportunityHistories, Period, Whole
from volver.domain.opportunity_card import Received
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.predict.opportunities.calendar import Every, to_opportunities
from volver.predict.setting import setting_of
from volver.store import open_engine

ANY_DAY = (
    "The days look as if customers could order on any of them: volver value learns more from such a"
    " file"
)
OCCASIONS = "SELECT customer_id, day FROM occasions"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Histories, where they stand in their file, and what became of its rows."""

    file: Path
    histories: OpportunityHistories
    lines: Whole
    """Line of the file; where the file holds orders, the number of the customer. Shape (n,)."""
    customers: NDArray[np.object_] | None
    """Ids, where there are any. Shape (n,)."""
    received: Received


def from_table(
    path: Path,
    stated: Mapping[str, str],
    max_rejected_share: float,
    incidence: bool = False,
    reading: Mapping[str, Any] | None = None,
) -> Gathered:
    """Read a ready table.

    stated: columns by field of WANTED; the others are guessed.
    incidence: in place of orders, last and periods the file has a column of 0 and 1 for each
        opportunity, in order.
    """
    options = ReadOptions(**(reading or {}))
    table = read_opportunities(path, stated, max_rejected_share, incidence, options)
    received = Received(
        source=path.name,
        rows_in=table.rows_in,
        accepted=len(table),
        rejected=table.rejected,
        duplicates=table.duplicates,
        rules={rule.rule: rule.count for rule in table.rules},
        notes=table.notes,
    )
    return Gathered(path, histories_of(table), table.lines, table.texts.get("customer"), received)


def from_orders(
    source: SourceFile,
    settings: Settings,
    every: Every,
    as_of: date | None,
    progress: Progress,
) -> Gathered:
    """Count opportunities from a file of orders, and say what is lost and what the days show."""
    with closing(open_engine()) as engine:
        load = read(engine, source, settings, progress, keep=False)
        snapshot, _ = look(engine, settings, as_of)
        held, setting = snapshot.columns(OCCASIONS), setting_of(snapshot)
    names, code = np.unique(held["customer_id"].astype(str), return_inverse=True)
    day = held["day"].astype("datetime64[D]")
    found = to_opportunities(code, day, np.datetime64(snapshot.as_of, "D"), every)
    if len(found.histories) == 0:
        raise BadInput(
            what=f"No customer of {source.path.name} has a whole period behind them",
            where="--every",
            next_step="Give shorter periods, or more orders.",
        )
    seen = [*setting.evidence, *([ANY_DAY] if setting.kind == "continuous" else [])]
    received = Received(
        source=source.path.name,
        rows_in=load.rows_in,
        accepted=load.accepted,
        rejected=load.rejected,
        duplicates=load.duplicates,
        rules={rule.rule: rule.count for rule in load.rules},
        notes=(
            *(note.text for note in load.notes),
            *found.lost.sentences,
            *seen,
        ),
    )
    return Gathered(
        file=source.path,
        histories=found.histories,
        lines=np.arange(1, len(found.customer) + 1),
        customers=names[found.customer].astype(object),
        received=received,
    )


def check_options(for_tables: bool, for_orders: bool, every: Every | None) -> None:
    """Raise BadInput where an option was given that would be passed over in silence."""
    if for_tables if every is not None else for_orders:
        raise BadInput(
            what="An option for tables and one for orders were given together",
            where="--every",
            next_step="With --every give --customer, --map and --as-of; without it --orders,"
            " --last, --periods, --weights or --incidence.",
        )


def every_of(text: str) -> Every:
    """What --every names: week, month, year, or a number of days such as 28d.

    >>> every_of("month"), every_of("28d")
    ('month', 28)
    """
    for period in PERIODS_PER_YEAR:
        if text == period:
            return period
    number = text.removesuffix("d")
    if number.isdecimal() and number != text and len(number) < 5:
        return int(number)
    raise BadInput(
        what=f"{text[:40]!r} is not a period",
        where="--every",
        next_step="Write week, month, year, or a number of days such as 28d.",
    )


def period_of(text: str | None, annual_rate: float | None, every: Every | None) -> Period | None:
    """The period that --period names, or --every; a rate without one discounts nothing, and is
    refused."""
    if text is None and isinstance(every, str):
        return every
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
