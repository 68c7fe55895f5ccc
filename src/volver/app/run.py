"""The whole job for a workspace: read, value, publish; safe to repeat."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from volver.app.book.publish import NAME as BOOK
from volver.app.book.publish import OVERVIEW, fill_book
from volver.app.evidence import evidence_of
from volver.app.ingest import ingest_company, orders_of, with_currency
from volver.app.knowledge import KNOWLEDGE, put_by_knowledge
from volver.app.publish import card_of, provenance, values_to
from volver.app.refresh import Findings, refresh
from volver.app.reports import report_data
from volver.app.workspace import Workspace
from volver.collect.company.load import views_of
from volver.decide.customers.write import write_lists
from volver.describe.measure import with_sources
from volver.domain.ports import Progress
from volver.domain.settings import LANGUAGES
from volver.present.records import ReportData
from volver.present.report import render
from volver.store import open_engine, open_source
from volver.store.engine import is_path
from volver.store.publish import write_back, write_json
from volver.store.shelf import FILE, FOLDER, put_by

LISTED = f"{FOLDER}/{FILE}"
"""What a run of an earlier version has not got: it is made again."""


@dataclass(frozen=True, slots=True)
class Published:
    """One published run and its figures."""

    folder: Path
    data: ReportData
    card: dict[str, Any]

    @property
    def report(self) -> Path:
        """The report, to open in a browser."""
        return self.folder / "report.html"


def run(
    workspace: Workspace, as_of: date | None, progress: Progress, with_book: bool = False
) -> Published:
    """Read, check, net, describe, predict, decide and publish.

    with_book: the book of figures as well, which may take as long as all the rest.
    """
    memory = workspace.settings.memory
    with closing(open_engine(workspace.database, memory)) as engine, ExitStack() as opened:
        orders, loads, kept = orders_of(engine, workspace, progress, opened)
        settings = with_currency(workspace.settings, loads)
        loads += ingest_company(engine, workspace, settings, progress, keep=True)
        company = views_of(engine)
        findings = refresh(engine, settings, as_of, progress, False, orders, kept, company)
        found = provenance(findings, loads)
        shop, seen = workspace.folder.resolve().name, evidence_of(findings)
        data = report_data(findings, loads, found, shop, seen)
        card = card_of(findings, loads)
        progress.step("publish")

        def fill(inside: Path) -> None:
            _fill(inside, findings, data, card)
            if with_book:
                fill_book(inside, findings, data, workspace.segments, workspace.said)
                put_by_knowledge(findings.snapshot, inside)
            write_lists(findings.snapshot, put_by(with_sources(findings.snapshot), inside))

        learnt = (KNOWLEDGE,) if findings.snapshot.is_at_home else ()
        holds = (LISTED, f"{BOOK}.html", OVERVIEW, *learnt) if with_book else (LISTED,)
        folder = workspace.runs.publish(found.run_id, fill, holds)
        if workspace.tables and settings.results is not None:
            opened.close()  # an engine that is read from cannot always be written to
            with closing(open_source(settings.engine or "", workspace.folder, True)) as target:
                write_back(engine, folder / "values.parquet", target, _results(workspace))
    return Published(folder, data, card)


def _results(workspace: Workspace) -> str:
    """The table, or the file of Parquet, that the values are put into."""
    results = workspace.settings.results or ""
    in_files = (workspace.settings.engine or "").startswith("spark")
    if in_files and is_path(results):
        return str(workspace.folder / results)
    return f"{results}.values"


def _fill(folder: Path, findings: Findings, data: ReportData, card: dict[str, Any]) -> None:
    values_to(findings, folder / "values.parquet")
    values_to(findings, folder / "values.csv")
    write_json(folder / "card.json", card)
    for language in LANGUAGES:
        own = language == findings.settings.language
        name = "report.html" if own else f"report.{language}.html"
        (folder / name).write_text(render(data, language), "utf-8")


def report_in(language: str, folder: Path) -> Path:
    """The report of a published run in one language; report.html is in the run's own.

    Every language is written with the run, so that all of them show the same figures.
    """
    other = folder / f"report.{language}.html"
    return other if other.is_file() else folder / "report.html"
