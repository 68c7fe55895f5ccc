"""The sheets of the book as records, and every figure of the catalogue."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel, Field

from volver.app.kpi import kpi as ask
from volver.app.kpi import listed, splits
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.domain.measure import Period, written
from volver.present.book.leaf import Leaf
from volver.present.sheet import Grid, Unit
from volver.server.api.doors import get
from volver.server.api.types import Slug, text
from volver.server.gate import Asked
from volver.server.pages.sheets import PAGES, book_for
from volver.server.roles import GRANTED, May

Value = str | int | Annotated[float, Field(allow_inf_nan=False)] | bool | date | None
"""Null: not known, or not yet."""


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """One column of a table."""

    name: str
    """In every record, and of the column of a file; English."""
    title: str
    """In the reader's language."""
    unit: Unit
    """A `share` is 0 to 1; a `month` is written 2024-03; money is in the sheet's currency."""


@dataclass(frozen=True, slots=True)
class TableOf:
    """One table of a sheet: all of it."""

    slug: str
    title: str
    caution: str
    columns: list[ColumnOf]
    records: list[dict[str, Value]]
    partial: list[tuple[int, str]]
    """(place of the record from 0, column) whose period has not ended: not to be compared."""


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet of the published book."""

    slug: str
    title: str
    question: str
    finding: str
    run_id: str
    as_of: date
    currency: str
    basis: str
    """What a money figure counts."""
    horizon_days: int
    said: list[str]
    """What the sheet says in sentences."""
    needs: list[str]
    """What the data lack for figures that are not here."""
    tables: list[TableOf]


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet that can be asked for."""

    slug: str
    address: str
    """Beneath that of the workspace."""
    title: str
    question: str
    tables: list[str]


MAY: Mapping[str, May] = {slug: shown.may for shown in PAGES.values() for slug in shown.sheets}
"""Who may read a sheet: whoever may open its page."""
SHELVES: Mapping[May, str] = {
    May.READ: "sheets",
    May.SEE_SERVICE: "service-sheets",
    May.SEE_MODELS: "model-sheets",
}
"""Where the sheets of each right lie: an address has one gate."""


@get("/sheets", None, list[SheetName])
def sheets(request: Asked) -> list[SheetName]:
    """The sheets that whoever asks may read, in the order of the book, and where each lies."""
    return [
        SheetName(
            slug=leaf.slug,
            address=f"{SHELVES[MAY[leaf.slug]]}/{leaf.slug}",
            title=leaf.title,
            question=leaf.question,
            tables=[grid.slug for grid in leaf.grids],
        )
        for leaf in book_for(request).leaves
        if leaf.slug in MAY and MAY[leaf.slug] in GRANTED[request.role]
    ]


def _of(may: May) -> Any:
    """The type of the names of the sheets of a right."""
    return Literal[tuple(slug for slug, needed in MAY.items() if needed is may)]


@get(f"/{SHELVES[May.READ]}/{{sheet}}", May.READ, SheetOf)
def sheet(request: Asked, sheet: _of(May.READ)) -> SheetOf:  # type: ignore[valid-type]  # made by it
    """One sheet of the book, every table as records."""
    return _sheet(request, sheet)


@get(f"/{SHELVES[May.SEE_SERVICE]}/{{sheet}}", May.SEE_SERVICE, SheetOf)
def service_sheet(
    request: Asked,
    sheet: _of(May.SEE_SERVICE),  # type: ignore[valid-type]  # made by it
) -> SheetOf:
    """One sheet on how customers are helped, every table as records."""
    return _sheet(request, sheet)


@get(f"/{SHELVES[May.SEE_MODELS]}/{{sheet}}", May.SEE_MODELS, SheetOf)
def model_sheet(
    request: Asked,
    sheet: _of(May.SEE_MODELS),  # type: ignore[valid-type]  # made by it
) -> SheetOf:
    """One sheet on data and models, every table as records."""
    return _sheet(request, sheet)


def _sheet(request: Asked, slug: str) -> SheetOf:
    book = book_for(request)
    imprint = book.imprint
    return sheet_of(
        book.leaf(slug),
        run_id=imprint.run_id,
        as_of=imprint.as_of,
        currency=imprint.currency,
        basis=imprint.basis,
        horizon_days=imprint.horizon_days,
    )


def sheet_of(leaf: Leaf, **imprint: Any) -> SheetOf:
    """A sheet as records."""
    return SheetOf(
        slug=leaf.slug,
        title=leaf.title,
        question=leaf.question,
        finding=leaf.finding,
        said=[block for block in leaf.blocks if isinstance(block, str)],
        needs=list(leaf.needs),
        tables=[table_of(grid) for grid in leaf.grids],
        **imprint,
    )


def table_of(grid: Grid) -> TableOf:
    """A table as records; what is no finite number is null."""
    names = [column.name for column in grid.columns]
    return TableOf(
        slug=grid.slug,
        title=grid.title,
        caution=grid.caution,
        columns=[ColumnOf(column.name, column.title, column.unit) for column in grid.columns],
        records=[
            {
                column.name: _value(cell, column.unit)
                for column, cell in zip(grid.columns, row, strict=True)
            }
            for row in grid.rows
        ],
        partial=[(row, names[at]) for row, at in sorted(grid.partial)],
    )


def _value(cell: Value, unit: Unit) -> Value:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return written(cell, "month") if unit == "month" and type(cell) is int else cell


@dataclass(frozen=True, slots=True)
class KpiName:
    """A figure of the catalogue."""

    slug: str
    title: str
    question: str
    splits: list[str]
    """By what it can be split; figures of customers also by attribute:NAME."""


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A figure of one period, and of one level where it is split."""

    metric: str
    period: str | None
    level: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    """What it rests on."""
    missing: bool
    partial: bool
    """Its period has not ended."""


@dataclass(frozen=True, slots=True)
class KpiOf:
    """A figure by period."""

    slug: str
    title: str
    question: str
    caution: str
    lacks: str
    """What the data do not have; empty where it could be counted."""
    records: list[KpiRow]


MONTH = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"


class When(BaseModel):
    """Of which period, and by what."""

    by: Period = "month"
    split: text(120, 1) | None = None  # type: ignore[valid-type]  # made by `text`
    since: text(7, 7, MONTH) | None = None  # type: ignore[valid-type]  # made by `text`
    until: text(7, 7, MONTH) | None = None  # type: ignore[valid-type]  # made by `text`


@get("/kpis", May.READ, list[KpiName])
def kpis(request: Asked) -> list[KpiName]:
    """Every figure of the catalogue, and by what it can be split."""
    return [
        KpiName(slug, title, question, list(splits(slug)))
        for slug, title, question in listed(get_language() or "en")
    ]


@get("/kpis/{slug}", May.READ, KpiOf)
def kpi(request: Asked, slug: Slug, when: Query[When]) -> KpiOf:
    """One figure of the newest run, by period and by split."""
    if slug not in {known for known, _, _ in listed("en")}:
        raise NotFound(
            what=f"There is no figure {slug[:40]!r}",
            where="the address",
            next_step="Ask for kpis: it lists them all.",
        )
    here = Workspace.open(request.folder)
    found = ask(here, slug, when.by, when.split, when.since, when.until, get_language() or "en")
    records = [KpiRow(**record) for record in found.records]  # type: ignore[arg-type]  # COLUMNS
    return KpiOf(slug, found.title, found.question, found.caution, found.lacks, records)
