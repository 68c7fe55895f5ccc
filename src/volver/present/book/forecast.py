"""What the base will bring, and whether forecasts of the past were right."""

from collections.abc import Iterator
from dataclasses import replace

from volver.domain.card import ForecastBook, Total
from volver.domain.estimate import Estimate
from volver.present import findings
from volver.present.backtest import Backtest, backtest_of
from volver.present.book.grids import columns, grid
from volver.present.charts.ahead import ahead
from volver.present.charts.past import backtest
from volver.present.drawing import PAGE, Drawing
from volver.present.sheet import Cell, Grid, Sheet, Unit
from volver.present.words import Words


def sheet(found: ForecastBook, words: Words) -> Sheet:
    """The page of the forecast."""
    card, blocks, needs = found.card, list[Grid | Drawing | str](), list[str]()
    if isinstance(card.total_value, Estimate):
        drawn = ahead(card, words, PAGE)
        blocks += [*([drawn] if drawn else []), *_ahead(found, words)]
    else:
        needs.append(words.why(card.total_value))
    tested = backtest_of(card)
    if tested is None:
        needs.append(words("A record of past forecasts needs a longer history."))
    else:
        blocks += _record(replace(tested, level=found.past_level), words)
        blocks.append(findings.backtest_error(tested, words))
    return Sheet(
        slug="forecast",
        title=words("Forecast"),
        question=words("What will the base bring, and were we right before?"),
        blocks=tuple(blocks),
        needs=tuple(needs),
    )


def _ahead(found: ForecastBook, words: Words) -> Iterator[Grid]:
    card = found.card
    orders, value = card.total_orders, card.total_value
    if not isinstance(orders, Estimate) or not isinstance(value, Estimate):
        return
    yield grid(
        "ahead",
        words("All customers together, within {ahead:text}",
              ahead=findings.horizon(card.horizon_days, words)),
        columns(
            ("level", words("Share of cases"), "share"),
            ("orders_low", words("Orders, from"), "count"),
            ("orders", words("Expected orders"), "count"),
            ("orders_high", words("Orders, to"), "count"),
            ("value_low", words("Value, from"), "money"),
            ("value", words("Expected value"), "money"),
            ("value_high", words("Value, to"), "money"),
        ),
        (
            (b.level, b.orders_low, orders.value, b.orders_high, b.value_low, value.value,
             b.value_high)
            for b in card.bands
        ),
        words("Of customers who have ordered already: new ones come on top. Orders are days with an"
              " order."),
    )  # fmt: skip


def _record(tested: Backtest, words: Words) -> Iterator[Grid | Drawing]:
    yield backtest(tested, words, PAGE)
    caution = words(
        "Each forecast knew nothing after its day. Intervals hold {level:percent} of cases.",
        level=tested.level,
    )
    heads: tuple[tuple[str, str, Unit], ...] = (
        ("origin", words("From"), "day"),
        ("days", words("Days"), "days"),
    )
    yield grid(
        "record-orders",
        words("Orders that were forecast on past days, and those that came"),
        columns(
            *heads,
            ("orders", words("Expected orders"), "count"),
            ("low", words("Orders, from"), "count"),
            ("high", words("Orders, to"), "count"),
            ("came", words("Orders that came"), "count"),
            ("missed", words("Missed by"), "share"),
            ("inside", words("Inside the interval"), "text"),
        ),
        ((o.day, o.days, *_total(o.orders)) for o in tested.origins),
        caution,
    )
    yield grid(
        "record-money",
        words("Money that was forecast on past days, and what came"),
        columns(
            *heads,
            ("margin", words("Expected money"), "money"),
            ("low", words("Money, from"), "money"),
            ("high", words("Money, to"), "money"),
            ("came", words("Money that came"), "money"),
            ("missed", words("Missed by"), "share"),
            ("inside", words("Inside the interval"), "text"),
        ),
        ((o.day, o.days, *_total(o.margin)) for o in tested.origins),
        caution,
    )
    yield grid(
        "candidates",
        words("Every candidate, as a mean over those days"),
        columns(
            ("candidate", words("Candidate"), "text"),
            ("used", words("Used here"), "text"),
            ("baseline", words("Simple rule"), "text"),
            ("missed", words("Total missed by"), "share"),
            ("error", words("Per customer, orders"), "ratio"),
            ("coverage", words("Inside the interval"), "share"),
            ("level", words("Which should be"), "share"),
            ("top_tenth", words("Money of the tenth it placed first"), "share"),
        ),
        (
            (words.term(c.title), c == tested.chosen, c.is_baseline, c.total_error,
             c.customer_error, c.coverage, c.covered_at, c.top_tenth)
            for c in tested.candidates
        ),
    )  # fmt: skip


def _total(total: Total) -> tuple[Cell, ...]:
    """Forecast, interval, what came, the miss, and whether it was inside."""
    missed = total.forecast / total.actual - 1 if total.actual else None
    return (total.forecast, total.low, total.high, total.actual, missed, total.inside)
