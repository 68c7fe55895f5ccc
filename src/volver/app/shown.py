"""Sheets that a use case shows: in words, as a page, as files."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from volver.app.book.publish import write_leaves
from volver.app.look import newest_card
from volver.app.workspace import Workspace
from volver.present.book.html import Imprint, render
from volver.present.book.leaf import Leaf
from volver.present.sheet import Sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.shelf import from_shelf


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
        snapshot = from_shelf(engine, run)
        imprint = Imprint(
            shop=here.folder.resolve().name,
            as_of=snapshot.as_of,
            basis=words.term(snapshot.shape.basis.label),
            horizon_days=card["horizon_days"],
            annual_rate=card["annual_rate"],
            currency=card["currency"],
            run_id=run.name,
            version=version("volver"),
        )
    leaves = [Leaf.of(one) for one in shown.sheets]
    out.write_text(render(leaves, imprint, words.language, title), "utf-8")


def write_tables(sheets: Sequence[Sheet], as_format: str, out: Path) -> list[Path]:
    """Write every table of some sheets into a folder; the files' paths.

    as_format: csv, csv-es, xlsx or parquet; see `store.grids`.
    """
    return write_leaves(map(Leaf.of, sheets), as_format, out)
