"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import quality
from volver.app.book.asked import Asked
from volver.present.book import quality as quality_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet: what finds its figures, and what puts them into words."""

    slug: str
    find: Callable[[Asked], Any]
    show: Callable[[Any, Words], Sheet]


SHEETS: tuple[Entry, ...] = (Entry("quality", quality.find, quality_sheet.sheet),)


def book(asked: Asked, words: Words) -> tuple[Sheet, ...]:
    """Every sheet in one language."""
    return tuple(entry.show(entry.find(asked), words) for entry in SHEETS)
