"""The terminal's summary: the same figures and sentences as the report, as plain text."""

from dataclasses import dataclass

from volver.domain.estimate import Estimate, NotEnough
from volver.present import findings
from volver.present.backtest import backtest_of
from volver.present.newcomers import explained, new_customers
from volver.present.records import ReportData
from volver.present.table import Table
from volver.present.words import Words

MOST = 5
"""Customers that fit a terminal beside all the rest."""
MOST_GROUPS = 8
"""Groups that do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Plain text in the reader's language, for a terminal to lay out."""

    headline: str
    sentences: tuple[str, ...]
    """How sure it is, what money counts, where to begin."""
    rows: tuple[tuple[str, str], ...]
    """Figures: what they are, and what they come to."""
    classes: Table | None
    top: Table
    newcomers: Table | None
    """What new customers are worth by group; None where no groups were named."""
    notes: tuple[str, ...]
    """What to know about the data and the forecast."""


def summarize(data: ReportData, locale: str = "en") -> Summary:
    """The summary of a run."""
    words = Words(locale, data.currency)
    return Summary(
        headline=findings.headline(data, words),
        sentences=_sentences(data, words),
        rows=_rows(data, words),
        classes=_classes(data, words),
        top=_top(data, words),
        newcomers=_newcomers(data, words),
        notes=(
            *findings.setting_notes(data, words),
            *_newcomer_notes(data, words),
            findings.rows_add_up(data.quality, words),
            *findings.quality_notes(data, words),
            *(words.term(note) for note in data.card.notes),
        ),
    )


def _sentences(data: ReportData, words: Words) -> tuple[str, ...]:
    total = data.card.total_value
    sure = words.why(total) if isinstance(total, NotEnough) else findings.sureness(total, words)
    said = (sure, findings.basis(data, words), findings.first_step(data, words))
    return tuple(sentence for sentence in said if sentence)


def _rows(data: ReportData, words: Words) -> tuple[tuple[str, str], ...]:
    f, card = words.formats, data.card
    rows = [
        (words("Observation date"), f.day(card.as_of)),
        (words("Customers"), f.number(card.customers)),
    ]
    if isinstance(card.total_orders, Estimate):
        orders = card.total_orders
        span = f.span(f.number(orders.low), f.number(orders.high))
        rows.append((words("Orders to come"), f"{f.number(orders.value)} ({span})"))
    if data.expected:
        share = f.percent(data.expected.top_fifth)
        rows.append((words("Held by the top {top:percent}", top=findings.CLAIM[0]), share))
    tested = backtest_of(card) if data.is_forecast else None
    if tested and tested.chosen.total_error is not None:
        rows.append((words("Past tests missed by"), f.percent(tested.chosen.total_error, 1)))
    if tested and tested.with_interval:
        held = words(
            "{hits:count} of {origins:count}", hits=tested.hits, origins=tested.with_interval
        )
        rows.append((words("Past tests that held"), held))
    forecast = words.say(findings.STEP_NAMES[card.step])
    if data.is_forecast:
        forecast = f"{words.term(card.title)} · {forecast}"
    return (*rows, (words("Forecast"), forecast))


def _classes(data: ReportData, words: Words) -> Table | None:
    if data.classes is None:
        return None
    f = words.formats
    return Table(
        (words("Class"), words("Customers"), words("Expected value"), words("To date")),
        tuple(
            (
                words.say(findings.CLASS_NAMES[row.value_class]),
                f.number(row.customers),
                f.whole_money(row.value),
                f.whole_money(row.past),
            )
            for row in data.classes.rows
        ),
    )


def _newcomers(data: ReportData, words: Words) -> Table | None:
    found = data.card.new_customers
    return None if found is None else new_customers(found, words, MOST_GROUPS)


def _newcomer_notes(data: ReportData, words: Words) -> tuple[str, ...]:
    found = data.card.new_customers
    return () if found is None else (explained(words), *(words.term(note) for note in found.notes))


def _top(data: ReportData, words: Words) -> Table:
    f = words.formats
    if not data.is_forecast:
        return Table(
            (words("Customer"), words("To date")),
            tuple((row.customer_id, f.money(row.margin_to_date)) for row in data.top[:MOST]),
        )
    return Table(
        (words("Customer"), words("Value"), words("Interval"), words("P(alive)")),
        tuple(
            (
                row.customer_id,
                "–" if row.value is None else f.money(row.value),
                "–"
                if row.value_low is None or row.value_high is None
                else f.span(f.money(row.value_low), f.money(row.value_high)),
                "–" if row.p_alive is None else f.percent(row.p_alive),
            )
            for row in data.top[:MOST]
        ),
    )
