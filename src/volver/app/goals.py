"""What a goal's figure came to in a published run: the library's own figure, asked once a run."""

import math
from dataclasses import replace
from datetime import timedelta

from volver.app.kpi import asks_elsewhere
from volver.app.published import PublishedRun
from volver.describe.catalogue import BY_SLUG, METRICS, SOURCES
from volver.describe.measure import ALL, Span, lacking, told
from volver.describe.metric import Metric
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.goal import TOTAL_VALUE, Reading, Window
from volver.domain.measure import Unit, month_of
from volver.store.snapshot import Snapshot

MONTHS = 12
"""Of the window called a year."""
TITLES = {TOTAL_VALUE: "Expected margin"} | {one.slug: one.title for one in METRICS}
"""What each figure is called, in English."""
NO_YEAR = "this figure needs twelve whole months"


def unit_of(slug: str) -> Unit:
    """What a figure is counted in; raises BadInput where there is no such figure."""
    return Unit.MONEY if slug == TOTAL_VALUE else _metric(slug).unit


def reading(run: PublishedRun, slug: str, window: Window) -> Reading | NotEnough:
    """A figure of a run, or why there is none. window: total value looks ahead, whatever it is.

    Raises BadInput where there is no such figure.
    """
    if slug == TOTAL_VALUE:
        return _total_value(run)
    metric = _metric(slug)
    return run.remembered(("goal", slug, window), lambda: _measured(run, metric, window))


def countable(run: PublishedRun) -> tuple[str, ...]:
    """The figures that the run's data can answer, in the order people read them."""
    return run.remembered("goals can be set for", lambda: tuple(_countable(run)))


def _countable(run: PublishedRun) -> list[str]:
    there = [] if isinstance(_total_value(run), NotEnough) else [TOTAL_VALUE]
    here = run.snapshot
    return there + [
        metric.slug
        for metric in METRICS
        if not asks_elsewhere(here, metric) and lacking(here, metric) is None
    ]


def _total_value(run: PublishedRun) -> Reading | NotEnough:
    held = run.card["total_value"]
    if "why" in held:
        return NotEnough(held["why"], held["need"], held["have"])
    if None in (held["value"], held["low"], held["high"]):  # a card writes so what is not finite
        return NotEnough("there is no forecast", 1, 0)
    return Reading(held["value"], run.snapshot.as_of, held["low"], held["high"], held["level"])


def _measured(run: PublishedRun, metric: Metric, window: Window) -> Reading | NotEnough:
    here = replace(run.snapshot, tables=dict(run.snapshot.tables))
    if asks_elsewhere(here, metric):
        return NotEnough("the orders lie in the company's own database", 1, 0)
    if (lacks := lacking(here, metric)) is not None:
        return lacks
    span = ALL
    if window == "year" and not SOURCES[metric.source].only_whole:
        span = whole_year(here)
        begins = _first_month(here, metric)
        if begins is not None and span.first is not None and begins > span.first:
            return NotEnough(NO_YEAR, MONTHS, max((span.last or 0) - begins + 1, 0))
    level = run.workspace.settings.level
    (found,) = told(here, [metric], span=span, level=level)
    if found.lacks is not None:
        return found.lacks
    row = found.rows[0]
    if row.value is None or not math.isfinite(row.value):
        return NotEnough("this figure has too little behind it", metric.least, row.n)
    has_interval = row.low is not None and row.high is not None
    return Reading(row.value, here.as_of, row.low, row.high, level if has_interval else None)


def whole_year(here: Snapshot) -> Span:
    """The last twelve months that have ended: of a month that has not, the part would mislead."""
    ended = month_of(here.as_of + timedelta(days=1)) - 1
    return Span(ended - MONTHS + 1, ended)


def _first_month(here: Snapshot, metric: Metric) -> int | None:
    source = SOURCES[metric.source]
    if not source.begins:
        return None
    source.prepare(here)
    found = here.rows(source.begins)[0][0]
    return None if found is None else int(found)


def _metric(slug: str) -> Metric:
    if slug not in BY_SLUG:
        raise BadInput(
            what=f"There is no figure {slug[:40]!r}",
            where="goals",
            next_step="Choose one of the list.",
        )
    return BY_SLUG[slug]
