"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import cohorts, formulas, funnel, journey, retention, segments
from volver.app.book.asked import Asked
from volver.present.book import cohorts as cohorts_sheet
from volver.present.book import formulas as formulas_sheet
from volver.present.book import funnel as funnel_sheet
from volver.present.book import journey as journey_sheet
from volver.present.book import retention as retention_sheet
from volver.present.book import segments as segments_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet: what finds its figures, and what puts them into words."""

    slug: str
    find: Callable[[Asked], Any]
    show: Callable[[Any, Words], Sheet]


SHEETS: tuple[Entry, ...] = (
    Entry("value", formulas.find, formulas_sheet.sheet),
    Entry("cohorts", cohorts.find, cohorts_sheet.sheet),
    Entry("retention", retention.find, retention_sheet.sheet),
    Entry("funnel", funnel.find, funnel_sheet.sheet),
    Entry("journey", journey.find, journey_sheet.sheet),
    Entry("segments", segments.find, segments_sheet.sheet),
)
