"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import kpis, service, subscriptions
from volver.app.book.asked import Asked
from volver.present.book import kpis as kpis_sheet
from volver.present.book import service as service_sheet
from volver.present.book import subscriptions as subscriptions_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet: what finds its figures, and what puts them into words."""

    slug: str
    find: Callable[[Asked], Any]
    show: Callable[[Any, Words], Sheet]


SHEETS: tuple[Entry, ...] = (
    Entry("kpis", kpis.find, kpis_sheet.sheet),
    Entry("service", service.find, service_sheet.sheet),
    Entry("subscriptions", subscriptions.find, subscriptions_sheet.sheet),
)
