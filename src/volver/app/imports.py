"""Take a file that somebody gave into the workspace, and take it back: all of it or nothing.

Only the process that holds the database does so. Whoever was stopped in the midst left an upload
that is neither in nor out: the next one who reads the sources settles that first.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from volver.app import uploads
from volver.app.ingest import ingest, ingest_company, read, settle_uploads, with_currency
from volver.app.uploads import Upload
from volver.app.workspace import SourceFile, Workspace, check_kinds
from volver.collect.company.kinds import KINDS as BESIDES
from volver.collect.ledger import rejections
from volver.collect.report import LoadReport
from volver.domain.errors import BadInput, Rejected, VolverError
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.store import open_engine
from volver.store.engine import Embedded

KINDS = ("orders", *BESIDES)
"""What a file may hold."""
MOST = 10_000
"""Rejected rows that are kept to be looked at; all of them are counted."""
SHOWN = ("line", "column", "value", "rule", "says", "advice")


def take_in(folder: Path, id_: str, progress: Progress) -> Upload:
    """Read an upload into the workspace's tables; from then on it is one of its sources.

    Raises what reading raises; then nothing has changed but that the upload is refused, with the
    rows that were at fault beside it.
    """
    here = Workspace.open(folder)
    with closing(open_engine(here.database, here.settings.memory)) as engine:
        settle_uploads(engine, folder)
        upload = uploads.write(folder, uploads.upload_of(folder, id_), state=uploads.READING)
        try:
            report = _load(engine, here, upload, progress)
        except VolverError as error:
            _refuse(here, upload, error, progress)
            raise
        rows = rejections(engine, report.load_id) if report.rejected else []
        uploads.write_rejected(folder, upload, _plain(rows))
        return _let_in(folder, upload, report)


def take_out(folder: Path, id_: str) -> Upload:
    """Take an upload back: its lines go, and its file."""
    here = Workspace.open(folder)
    with closing(open_engine(here.database, here.settings.memory)) as engine:
        upload = uploads.upload_of(folder, id_)
        if upload.state == uploads.IN:
            uploads.write(folder, upload, state=uploads.GOING)
        settle_uploads(engine, folder)
        uploads.remove(folder, upload)
        return upload


def _load(engine: Embedded, here: Workspace, upload: Upload, progress: Progress) -> LoadReport:
    """With the currency that the orders before it are in."""
    source = SourceFile.given(here.folder, upload)
    check_kinds(here.settings, (source,), here.tables)
    loads = ingest(engine, here, progress) if here.sources else []
    settings = with_currency(here.settings, loads)
    if upload.kind == "orders":
        report = read(engine, source, settings, progress, keep=True)
    else:
        others = tuple(one for one in here.company if not _same(one, source))
        whole = replace(here, company=(*others, source))
        report = ingest_company(engine, whole, settings, progress, keep=True)[-1]
    if report.unchanged:
        raise BadInput(
            what="This file has been read before: nothing was added",
            where=report.source,
            next_step="Choose a newer file; or take that import back first.",
        )
    return report


def _let_in(folder: Path, upload: Upload, report: LoadReport) -> Upload:
    earlier = [
        one
        for one in uploads.uploads(folder)
        if (one.name, one.kind) == (upload.name, upload.kind)
        and one.id != upload.id
        and one.state in (uploads.IN, uploads.REFUSED)
    ]
    made = uploads.write(
        folder,
        upload,
        state=uploads.IN,
        rows_in=report.rows_in,
        accepted=report.accepted,
        rejected=report.rejected,
        duplicates=report.duplicates,
        notes=[note.text for note in report.notes],
    )
    for one in earlier:
        uploads.remove(folder, one)
    return made


def _refuse(here: Workspace, upload: Upload, error: VolverError, progress: Progress) -> None:
    """Nothing was loaded; where rows were at fault, read once more to say which."""
    if isinstance(error, Rejected):
        settings = replace(here.settings, max_rejected_share=1.0)
        with suppress(VolverError):  # not one row counts: the error says so, and its first line
            _look(here.folder, upload, settings, progress)
    uploads.write(here.folder, upload, state=uploads.REFUSED)


def _look(folder: Path, upload: Upload, settings: Settings, progress: Progress) -> None:
    source = SourceFile.given(folder, upload)
    with closing(open_engine()) as engine:
        if upload.kind == "orders":
            report = read(engine, source, settings, progress, keep=False)
        else:
            alone = replace(Workspace.open(folder), company=(source,))
            report = ingest_company(engine, alone, settings, progress, keep=False)[-1]
        uploads.write_rejected(folder, upload, _plain(rejections(engine, report.load_id)))


def _plain(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in SHOWN} for row in rows[:MOST]]


def _same(one: SourceFile, other: SourceFile) -> bool:
    return (one.path.name, one.kind) == (other.path.name, other.kind)
