"""The sheets of the book, in the order people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from volver.app.book import (
    acquisition,
    changes,
    cohorts,
    definition,
    forecast,
    formulas,
    funnel,
    journey,
    kpis,
    likeness,
    moves,
    quality,
    retention,
    segments,
    service,
    standing,
    subscriptions,
    troubles,
)
from volver.app.book.asked import Asked
from volver.present.book import acquisition as acquisition_sheet
from volver.present.book import attribution as attribution_sheet
from volver.present.book import changes as changes_sheet
from volver.present.book import cohorts as cohorts_sheet
from volver.present.book import definition as definition_sheet
from volver.present.book import forecast as forecast_sheet
from volver.present.book import formulas as formulas_sheet
from volver.present.book import funnel as funnel_sheet
from volver.present.book import journey as journey_sheet
from volver.present.book import kpis as kpis_sheet
from volver.present.book import likeness as likeness_sheet
from volver.present.book import moves as moves_sheet
from volver.present.book import quality as quality_sheet
from volver.present.book import retention as retention_sheet
from volver.present.book import segments as segments_sheet
from volver.present.book import service as service_sheet
from volver.present.book import standing as standing_sheet
from volver.present.book import subscriptions as subscriptions_sheet
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
    Entry("kpis", kpis.find, kpis_sheet.sheet),
    Entry("value", formulas.find, formulas_sheet.sheet),
    Entry("forecast", forecast.find, forecast_sheet.sheet),
    Entry("definition", definition.find, definition_sheet.sheet),
    Entry("acquisition", acquisition.find, acquisition_sheet.sheet),
    Entry("attribution", acquisition.find_attribution, attribution_sheet.sheet),
    Entry("cohorts", cohorts.find, cohorts_sheet.sheet),
    Entry("retention", retention.find, retention_sheet.sheet),
    Entry("segments", segments.find, segments_sheet.sheet),
    Entry("funnel", funnel.find, funnel_sheet.sheet),
    Entry("journey", journey.find, journey_sheet.sheet),
    Entry("subscriptions", subscriptions.find, subscriptions_sheet.sheet),
    Entry("service", service.find, service_sheet.sheet),
    Entry("standing", standing.find, standing_sheet.sheet),
    Entry("moves", moves.find, moves_sheet.sheet),
    Entry("likeness", likeness.find, likeness_sheet.sheet),
    Entry("changes", changes.find, changes_sheet.sheet),
    Entry("troubles", troubles.find, troubles_sheet.sheet),
    Entry("quality", quality.find, quality_sheet.sheet),
)
