"""The figures of the first page, taken from the records of the book's sheets."""

from collections.abc import Mapping
from typing import Any

from volver.app.book.asked import Asked
from volver.decide.segments.columns import AT_STAKE
from volver.describe.catalogue import BY_SLUG
from volver.describe.measure import told
from volver.domain.acquisition import Acquisition
from volver.domain.card import ModelCard
from volver.domain.cohorts import KeptRow, RetentionBook
from volver.domain.estimate import Answer, Estimate
from volver.domain.measure import last_day
from volver.domain.overview import Change, Dear, Figure, Findings

NO_QUARTER = "retention needs two whole quarters"
STAKE = f"""
SELECT SUM({AT_STAKE}) AS at_stake
FROM forecasts
"""  # noqa: S608 - our own words


def find(asked: Asked, records: Mapping[str, Any]) -> Findings:
    """What the first page says of a run. records: what each sheet found, by its slug."""
    acquired: Acquisition = records["acquisition"]
    retained: RetentionBook = records["retention"]
    late = [one for one in retained.late_customers if one.is_late]
    return Findings(
        figures=(
            _active(retained),
            _answer("expected_margin", "value", "money", asked.findings.card.total_value),
            _margin(asked),
            _at_stake(asked),
            _ratio(acquired),
            _retention(retained),
        ),
        within=retained.within,
        payback_month=acquired.whole.curve.month,
        late=len(late),
        late_value=sum(one.value or 0.0 for one in late),
        dear=tuple(
            Dear(one.won.channel, one.won.cac, one.ceiling.value, one.is_surely_over)
            for one in acquired.over
            if one.won.cac is not None and isinstance(one.ceiling, Estimate)
        ),
        missed=_missed(asked.findings.card),
    )


def _answer(
    slug: Any, sheet: str, unit: Any, found: Answer, change: Change | None = None
) -> Figure:
    if isinstance(found, Estimate):
        return Figure(slug, unit, sheet, found.value, found.low, found.high, found.level, change)
    return Figure(slug, unit, sheet, None, change=change, lacks=found.why)


def _quarters(found: RetentionBook) -> list[KeptRow]:
    """Of all customers, the last one of the run included."""
    return next((list(table.rows) for table in found.kept if table.step == "quarter"), [])


def _two(rows: list[KeptRow]) -> tuple[KeptRow, KeptRow] | None:
    """The last whole quarter and the one before it."""
    whole = [row for row in rows if not row.is_partial]
    return (whole[-1], whole[-2]) if len(whole) > 1 else None


def _active(found: RetentionBook) -> Figure:
    rows = _quarters(found)
    if not rows:
        return Figure("active_customers", "count", "retention", None, lacks=NO_QUARTER)
    two = _two(rows)
    change = None if two is None else Change(two[0].end, two[1].end, two[0].end_day)
    return Figure("active_customers", "count", "retention", rows[-1].end, change=change)


def _retention(found: RetentionBook) -> Figure:
    two = _two(_quarters(found))
    if two is None:
        return Figure("retention", "share", "retention", None, lacks=NO_QUARTER)
    now, before = two[0].rate, two[1].rate
    known = isinstance(now, Estimate) and isinstance(before, Estimate)
    change = Change(now.value, before.value, two[0].end_day) if known else None  # type: ignore[union-attr]  # known
    return _answer("retention", "retention", "share", now, change)


def _margin(asked: Asked) -> Figure:
    metric = [BY_SLUG["margin"]]
    (whole,) = told(asked.snapshot, metric, level=asked.level)
    (quarters,) = told(asked.snapshot, metric, "quarter", level=asked.level)
    rows = [row for row in quarters.rows if not row.is_partial and row.value is not None]
    change = None
    if len(rows) > 1:
        now, before = rows[-1], rows[-2]
        change = Change(now.value or 0.0, before.value or 0.0, last_day(now.period or 0, "quarter"))
    return Figure("margin_to_date", "money", "kpis", whole.rows[0].value, change=change)


def _at_stake(asked: Asked) -> Figure:
    found = asked.snapshot.rows(STAKE)[0][0]
    lacks = "" if found is not None else "nothing is said of who is still a customer"
    return Figure("value_at_stake", "money", "segments", found, lacks=lacks)


def _ratio(found: Acquisition) -> Figure:
    ratio = found.whole.ratio
    if ratio is None:
        return Figure("ltv_cac", "ratio", "acquisition", None, lacks="no spend to acquire is known")
    return _answer("ltv_cac", "acquisition", "ratio", ratio)


def _missed(card: ModelCard) -> bool:
    """In the last window that was tested, by the model that forecasts now."""
    scores = [score for score in card.score_card.scores if score.candidate == card.model]
    if not scores:
        return False
    return max(scores, key=lambda score: score.origin).total_margin.inside is False
