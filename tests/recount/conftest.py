"""A workspace as a user would write it, and its book, made once for each set of data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.recount.reading import Book

from volver.app.book.catalogue import SHEETS
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet


@dataclass(frozen=True)
class Told:
    """What the raw rows are, and what the book says of them."""

    raw: Any
    book: Book
    spanish: Book


@pytest.fixture(scope="package")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Told]:
    """Run a workspace with its book; every sheet is there in both languages."""

    def made(fill: Callable[[Path], Any], toml: str, as_of: date | None = None) -> Told:
        folder = tmp_path_factory.mktemp("recount")
        raw = fill(folder)
        (folder / "volver.toml").write_text(toml, "utf-8")
        here = run(Workspace.open(folder), as_of, Quiet(), with_book=True).folder
        books = [Book(here, language) for language in ("en", "es")]
        for book in books:
            assert list(book.leaves) == [entry.slug for entry in SHEETS]
            assert len(book.leaves) == 19
            for leaf in book.leaves.values():
                assert leaf["blocks"] or leaf["needs"], leaf["slug"]
        assert (here / "book.html").is_file()
        return Told(raw, *books)

    return made
