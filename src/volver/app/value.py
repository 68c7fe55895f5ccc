"""One file in, a table of values out; nothing prepared and nothing kept."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from volver.app.ingest import read
from volver.app.publish import card_of, values_to
from volver.app.refresh import refresh
from volver.app.reports import report_data
from volver.app.run import plain_load, provenance
from volver.app.workspace import SourceFile
from volver.domain.errors import BadInput
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.present.records import ReportData
from volver.store import open_engine


@dataclass(frozen=True, slots=True)
class Valued:
    """What one file came to."""

    card: dict[str, Any]
    data: ReportData | None
    """None for a point forecast, which has no summary."""
    rows: int
    """Rows written to `out`."""


def value(
    source: SourceFile,
    settings: Settings,
    as_of: date | None,
    out: Path | None,
    progress: Progress,
    point_only: bool = False,
) -> Valued:
    """Value every customer of one file.

    out: where the table goes, .parquet or .csv; None writes none.
    """
    if out is not None:
        _check_out(out)
    engine = open_engine()
    load = read(engine, source, settings, progress, keep=False)
    findings = refresh(engine, settings, as_of, progress, point_only)
    progress.step("publish")
    rows = 0 if out is None else values_to(findings, out)
    card = card_of(findings, [plain_load(load)])
    if point_only:
        return Valued(card, None, rows)
    found = provenance(findings, [load], settings)
    return Valued(card, report_data(findings, [load], found, source.path.name), rows)


def _check_out(out: Path) -> None:
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
