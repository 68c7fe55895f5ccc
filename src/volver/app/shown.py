"""Sheets that a use case shows: in words, as a page, as files."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from volver.app.book.publish import write_leaves
from volver.app.look import newest_card
from volver.app.workspace import Workspace
from volver.present.book.html import Imprint, render
from volver.present.book.leaf import Leaf
from volver.present.sheet import Sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """Sheets, and the words that they are in."""

    sheets: tuple[Sheet, ...]
    words: Words


def write(
    folder: Path, shown: Shown, title: str, page: Path | None, out: Path | None, as_format: str
) -> list[Path]:
    """A page, and every table as a file, where they are asked for; the files' paths."""
    written = []
    if page is not None:
        write_page(Workspace.open(folder), shown, title, page)
        written.append(page)
    if out is not None:
        written += write_tables(shown.sheets, as_format, out)
    return written


def write_page(here: Workspace, shown: Shown, title: str, out: Path) -> None:
    """A page of the newest run that opens offline. title: English, as the catalogue has it."""
    words = shown.words
    run, card = here.runs.latest(), newest_card(here)
    with closing(open_engine()) as engine:
        imprint = imprint_of(here, run, from_shelf(engine, run), card, words)
    leaves = [Leaf.of(one) for one in shown.sheets]
    out.write_text(render(leaves, imprint, words.language, title), "utf-8")


def imprint_of(
    here: Workspace, run: Path, snapshot: Snapshot, card: Mapping[str, Any], words: Words
) -> Imprint:
    """The terms of a published run's figures."""
    return Imprint(
        shop=here.folder.resolve().name,
        as_of=snapshot.as_of,
        basis=words.term(snapshot.shape.basis.label),
        horizon_days=card["horizon_days"],
        annual_rate=card["annual_rate"],
        currency=card["currency"],
        run_id=run.name,
        version=version("volver"),
        definition=card.get("definition", ""),
    )


def write_tables(sheets: Sequence[Sheet], as_format: str, out: Path) -> list[Path]:
    """Write every table of some sheets into a folder; the files' paths.

    as_format: csv, csv-es, xlsx or parquet; see `store.grids`.
    """
    return write_leaves(map(Leaf.of, sheets), as_format, out)
