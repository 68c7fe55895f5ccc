"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import acquisition
from volver.app.book.asked import Asked
from volver.present.book import acquisition as acquisition_sheet
from volver.present.book import attribution as attribution_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet: what finds its figures, and what puts them into words."""

    slug: str
    find: Callable[[Asked], Any]
    show: Callable[[Any, Words], Sheet]


SHEETS: tuple[Entry, ...] = (
    Entry("acquisition", acquisition.find, acquisition_sheet.sheet),
    Entry("attribution", acquisition.find_attribution, attribution_sheet.sheet),
)
