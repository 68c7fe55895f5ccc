"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import changes, likeness, moves, standing, troubles
from volver.app.book.asked import Asked
from volver.present.book import changes as changes_sheet
from volver.present.book import likeness as likeness_sheet
from volver.present.book import moves as moves_sheet
from volver.present.book import standing as standing_sheet
from volver.present.book import troubles as troubles_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet: what finds its figures, and what puts them into words."""

    slug: str
    find: Callable[[Asked], Any]
    show: Callable[[Any, Words], Sheet]


SHEETS: tuple[Entry, ...] = (
    Entry("standing", standing.find, standing_sheet.sheet),
    Entry("moves", moves.find, moves_sheet.sheet),
    Entry("likeness", likeness.find, likeness_sheet.sheet),
    Entry("changes", changes.find, changes_sheet.sheet),
    Entry("troubles", troubles.find, troubles_sheet.sheet),
)
