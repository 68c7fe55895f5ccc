"""Read files into order lines and remember what became of each row."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from volver.app import clock, uploads
from volver.app.workspace import FILE, SourceFile, Workspace
from volver.collect.company.load import job_of, load_company
from volver.collect.company.mapping import CompanyMapping
from volver.collect.in_place.read import read_tables
from volver.collect.ledger import earlier_loads, rejections, remove, undo
from volver.collect.load import load
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions, LoadReport
from volver.collect.source import ReadOptions
from volver.collect.write import prepare
from volver.domain.errors import BadInput
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.store import open_engine, open_source
from volver.store.engine import Embedded, Engine, is_path
from volver.store.kept import Kept, of_files
from volver.store.orders import FEW, OrderLines


def ingest(engine: Embedded, workspace: Workspace, progress: Progress) -> list[LoadReport]:
    """Load every source of the workspace; a file seen before is left as it is."""
    if not workspace.sources:
        raise BadInput(
            what="No file of orders is named",
            where=f"{FILE}, sources",
            next_step='Write: [[sources]] and under it file = "orders.csv"; or run volver init.',
        )
    loads: list[LoadReport] = []
    for source in workspace.sources:
        # The first file's currency is asked of the next: money is never added across currencies.
        settings = with_currency(workspace.settings, loads)
        loads.append(read(engine, source, settings, progress, keep=True))
    return loads


def ingest_company(
    engine: Embedded, workspace: Workspace, settings: Settings, progress: Progress, keep: bool
) -> list[LoadReport]:
    """Load every file of what is known besides orders.

    settings: with the currency of the orders.
    """
    files = [(source, _company_mapping(source, settings)) for source in workspace.company]
    wanted = options(settings, keep)
    now = clock.now()
    hashes = {
        job_of(file.path, mapping, wanted, now, None, progress).full_hash for file, mapping in files
    }
    return [
        load_company(
            engine,
            file.path,
            mapping,
            wanted,
            now=now,
            reading=ReadOptions(**file.reading),
            progress=progress,
            beside=hashes,
        )
        for file, mapping in files
    ]


def _company_mapping(source: SourceFile, settings: Settings) -> CompanyMapping:
    return replace(CompanyMapping.from_dict(source.mapping), zone=settings.time_zone)


def in_place(
    source: Engine, workspace: Workspace, progress: Progress
) -> tuple[OrderLines, list[LoadReport], Kept | None]:
    """The orders that the workspace's tables hold, where they lie, and how far they were read."""
    progress.step("read")
    zone = workspace.settings.time_zone
    tables = [
        (
            _placed(table.name, workspace),
            replace(Mapping.from_dict(table.mapping), zone=zone),
        )
        for table in workspace.tables
    ]
    wanted = options(workspace.settings, keep=False)
    orders, loads, changes = read_tables(source, tables, wanted, clock.now())
    days = [load.last_day for load in loads if load.last_day]
    if changes is None or not days:
        return orders, loads, None
    where = sha256((workspace.settings.engine or "").encode()).hexdigest()
    return orders, loads, Kept(replace(changes, how=f"{where} {changes.how}"), max(days))


def orders_of(
    engine: Embedded, workspace: Workspace, progress: Progress, opened: ExitStack
) -> tuple[OrderLines, list[LoadReport], Kept | None]:
    """The order lines, what became of each row, and what is kept of earlier runs."""
    if not workspace.tables:
        settle_uploads(engine, workspace.folder)
        loads = ingest(engine, workspace, progress)
        return OrderLines(engine), loads, of_files(engine)
    source = opened.enter_context(
        closing(open_source(workspace.settings.engine or "", workspace.folder))
    )
    orders, loads, kept = in_place(source, workspace, progress)
    if sum(load.accepted for load in loads) > FEW:
        return orders, loads, kept
    fetched = orders.fetched(engine)
    source.close()  # so that whoever alters the table meanwhile need not wait for us
    return fetched, loads, None


def _placed(table: str, workspace: Workspace) -> str:
    """Files lie in the workspace unless their path says otherwise."""
    has_files = not (workspace.settings.engine or "").startswith("postgres")
    if has_files and is_path(table) and "://" not in table:
        return str(workspace.folder / table)
    return table


def read(
    engine: Embedded, source: SourceFile, settings: Settings, progress: Progress, keep: bool
) -> LoadReport:
    """Load one file; `keep` writes into the workspace's tables."""
    progress.step("read")
    mapping = replace(Mapping.from_dict(source.mapping), zone=settings.time_zone)
    return load(
        engine,
        source.path,
        mapping=mapping,
        options=replace(options(settings, keep), replace=source.replaces),
        reading=ReadOptions(**source.reading),
        now=clock.now(),
        progress=progress,
    )


def settle_uploads(engine: Embedded, folder: Path) -> None:
    """Take away what somebody left who was stopped while he read an upload, or took one back.

    An upload that has taken another's place by then gives it back: that one is read again.
    """
    for upload in uploads.uploads(folder):
        if upload.state in (uploads.READING, uploads.GOING):
            prepare(engine, keep=True)
            with engine.transaction():
                for load_id in earlier_loads(engine, upload.name, upload.kind):
                    remove(engine, load_id)
            if upload.state == uploads.GOING:
                uploads.remove(folder, upload)
            else:
                uploads.write(folder, upload, state=uploads.REFUSED)


def with_currency(settings: Settings, loads: Sequence[LoadReport]) -> Settings:
    """The settings with the currency of the orders where none is stated."""
    named = [load.currency for load in loads if load.currency]
    return replace(settings, currency=settings.currency or next(iter(named), None))


def options(settings: Settings, keep: bool) -> LoadOptions:
    """How the settings want a file to be treated."""
    return LoadOptions(
        keep=keep,
        currency=settings.currency,
        drop_repeats=settings.drop_repeats,
        max_rejected_share=settings.max_rejected_share,
    )


def check(workspace: Workspace, progress: Progress) -> list[LoadReport]:
    """Read every source without keeping anything."""
    if workspace.tables:
        with closing(open_source(workspace.settings.engine or "", workspace.folder)) as source:
            return in_place(source, workspace, progress)[1]
    with closing(open_engine()) as engine:
        loads = [
            read(engine, source, workspace.settings, progress, keep=False)
            for source in workspace.sources
        ]
        settings = with_currency(workspace.settings, loads)
        return loads + ingest_company(engine, workspace, settings, progress, keep=False)


def rejected(workspace: Workspace) -> Sequence[MappingType[str, Any]]:
    """The rows set aside, each with file, line, column, value, rule and advice."""
    with closing(open_engine(workspace.database)) as engine:
        return rejections(engine)


def take_back(workspace: Workspace, load_id: int) -> LoadReport:
    """Undo one load: its lines and rejections go, the file stays."""
    with closing(open_engine(workspace.database)) as engine:
        return undo(engine, load_id)


def source_file(folder: Path, name: str) -> Path:
    """A file named by a person, from the folder they stand in."""
    path = folder / name
    if not path.is_file():
        raise BadInput(
            what=f"There is no file called {Path(name).name}",
            where=str(Path(name).parent),
            next_step="Check the name; a path with spaces needs quotes.",
        )
    return path
