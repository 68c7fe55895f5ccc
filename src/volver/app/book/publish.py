"""Put the book into a published run, and take it out again: as a PDF, or table by table."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from volver.app.book import overview
from volver.app.book.asked import Asked
from volver.app.book.catalogue import SHEETS
from volver.app.book.whose import whose
from volver.app.refresh import Findings
from volver.app.settings import settings_with
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.domain.segment import Segment
from volver.domain.settings import LANGUAGES
from volver.present.book.html import Imprint, render
from volver.present.book.leaf import Leaf
from volver.present.book.pdf import write_pdf
from volver.present.records import ReportData
from volver.present.sheet import Grid
from volver.present.words import Words
from volver.store.grids import FORMATS, Format, format_named, write_grid
from volver.store.publish import write_json

NAME = "book"
OVERVIEW = "overview.json"
"""The figures of the first page."""


@dataclass(frozen=True, slots=True)
class Book:
    """A published book in one language."""

    page: Path
    language: str
    imprint: Imprint
    leaves: tuple[Leaf, ...]

    def leaf(self, slug: str) -> Leaf:
        """One sheet by its name; raises NotFound with the names there are."""
        for leaf in self.leaves:
            if leaf.slug == slug:
                return leaf
        raise NotFound(
            what=f"The book has no sheet {slug[:40]!r}",
            where="--sheet",
            next_step=f"Give one of: {', '.join(leaf.slug for leaf in self.leaves)}.",
        )


def fill_book(
    folder: Path,
    findings: Findings,
    data: ReportData,
    segments: Mapping[str, Segment],
    said: frozenset[str] = frozenset(),
) -> None:
    """Write the pages of the book, in every language, and its sheets as JSON.

    data: what the report of the same run shows; the book takes from it how the data came in.
    said: the settings that volver.toml states.
    """
    snapshot = findings.snapshot.with_months().with_service_costs()
    asked = Asked(
        snapshot, findings.settings, findings, segments=segments, said=said, read=data.quality
    )
    found = [(entry, entry.find(asked)) for entry in SHEETS]
    first_page = overview.find(asked, {entry.slug: records for entry, records in found})
    write_json(folder / OVERVIEW, first_page.to_dict())
    own = findings.settings.language
    for language in LANGUAGES:
        words = Words(language, findings.settings.reporting_currency)
        leaves = [
            replace(
                Leaf.of(entry.show(records, words)),
                whose=whose(entry.slug, records, snapshot.company),
            )
            for entry, records in found
        ]
        imprint = _imprint(asked, data, words)
        name = f"{NAME}.html" if language == own else f"{NAME}.{language}.html"
        (folder / name).write_text(render(leaves, imprint, language), "utf-8")
        plain = {"imprint": asdict(imprint), "leaves": [leaf.to_dict() for leaf in leaves]}
        write_json(folder / f"{NAME}.{language}.json", plain)


def open_book(workspace: Path, language: str | None) -> Book:
    """The newest published book, in the workspace's language or in the one asked for."""
    here = Workspace.open(workspace)
    wanted = settings_with(here.settings, language=language).language
    return book_of(here.runs.latest(), wanted)


def book_of(run: Path, language: str) -> Book:
    """The book that lies in the folder of a run."""
    held = run / f"{NAME}.{language}.json"
    if not held.is_file():
        raise NotFound(
            what="The newest run has no book",
            where=run.name,
            next_step="Run: volver run",
        )
    plain: dict[str, Any] = json.loads(held.read_text("utf-8"))
    imprint = Imprint(
        **{**plain["imprint"], "as_of": date.fromisoformat(plain["imprint"]["as_of"])}
    )
    other = run / f"{NAME}.{language}.html"
    page = other if other.is_file() else run / f"{NAME}.html"
    return Book(page, language, imprint, tuple(map(Leaf.from_dict, plain["leaves"])))


def take_away(book: Book, as_format: str, sheet: str | None, out: Path) -> list[Path]:
    """Write the tables of one sheet, or of all, into a folder; the files' paths.

    as_format: csv, csv-es, xlsx or parquet; see `store.grids`.
    """
    return write_leaves(book.leaves if sheet is None else (book.leaf(sheet),), as_format, out)


def write_leaves(leaves: Iterable[Leaf], as_format: str, out: Path) -> list[Path]:
    """Write every table of some sheets into a folder; the files' paths."""
    known = format_named(as_format)
    out.mkdir(parents=True, exist_ok=True)
    return [_write(leaf.slug, grid, out, known) for leaf in leaves for grid in leaf.grids]


def _write(sheet: str, grid: Grid, folder: Path, as_format: Format) -> Path:
    path = folder / f"{sheet}-{grid.slug}{FORMATS[as_format]}"
    write_grid([column.name for column in grid.columns], grid.rows, path, as_format)
    return path


def table_file(book: Book, sheet: str, table: str, as_format: str) -> tuple[str, bytes]:
    """One table of a sheet as a file: its name, and what is in it.

    Raises NotFound where there is no such sheet or table, BadInput for another format.
    """
    known = format_named(as_format)
    grids = {grid.slug: grid for grid in book.leaf(sheet).grids}
    if table not in grids:
        raise NotFound(
            what=f"This sheet has no table {table[:40]!r}",
            where=sheet,
            next_step=f"Give one of: {', '.join(grids)}.",
        )
    with TemporaryDirectory() as folder:
        path = _write(sheet, grids[table], Path(folder), known)
        return path.name, path.read_bytes()


def to_pdf(book: Book, language: str, sheet: str | None, out: Path) -> None:
    """Write one sheet, or all, as a PDF."""
    leaves = book.leaves if sheet is None else (book.leaf(sheet),)
    write_pdf(leaves, book.imprint, language, out)


def _imprint(asked: Asked, data: ReportData, words: Words) -> Imprint:
    findings = asked.findings
    return Imprint(
        shop=data.shop,
        as_of=findings.snapshot.as_of,
        basis=words.term(findings.snapshot.shape.basis.label),
        horizon_days=findings.settings.length.days,
        annual_rate=findings.settings.annual_discount_rate,
        currency=findings.settings.reporting_currency,
        run_id=data.provenance.run_id,
        version=version("volver"),
        definition=asked.definition.mark,
    )
