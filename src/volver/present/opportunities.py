"""The terminal's summary of a forecast of orders at fixed opportunities."""

from collections.abc import Callable
from dataclasses import dataclass

from volver.domain.opportunity_card import LikeCustomers, OpportunityCard
from volver.present.findings import became
from volver.present.table import Table
from volver.present.words import Words

WIDEST = 12
"""Opportunities that fit across a terminal."""


@dataclass(frozen=True, slots=True)
class OpportunitySummary:
    """Plain text in the reader's language, for a terminal to lay out."""

    headline: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


def summarize_opportunities(card: OpportunityCard, locale: str = "en") -> OpportunitySummary:
    """What a reader should see first, in the order of what they would ask."""
    words = Words(locale)
    return OpportunitySummary(
        headline=_headline(card, words),
        sentences=_sentences(card, words),
        rows=_rows(card, words),
        tables=(*_histories(card, words), _seen(card, words)),
        notes=(
            *_how_to_read(card, words),
            f"{card.source}: "
            + words.plural("{n:count} row", "{n:count} rows", card.rows_in)
            + f" = {became(card.accepted, card.rejected, card.duplicates, words)}",
            *(f"{words.formats.number(n)} × {rule}" for rule, n in card.rules.items()),
            *(words.term(note) for note in card.notes),
        ),
    )


def _how_to_read(card: OpportunityCard, words: Words) -> list[str]:
    if not _fits_grids(card):
        return []
    return [words("In the grids, rows are orders so far and columns the last opportunity with one")]


def _headline(card: OpportunityCard, words: Words) -> str:
    total = card.total_orders
    return words.plural(
        "Orders expected at the next opportunity: {orders:count}, in {level:percent} of cases from"
        " {low:count} to {high:count}.",
        "Orders expected at the next {n:count} opportunities: {orders:count}, in {level:percent} of"
        " cases from {low:count} to {high:count}.",
        card.periods_ahead,
        orders=total.value,
        level=total.level,
        low=total.low,
        high=total.high,
    )


def _sentences(card: OpportunityCard, words: Words) -> tuple[str, ...]:
    said = [
        words(
            "Of {customers:count} customers about {alive:count} are there at the next opportunity.",
            customers=card.customers,
            alive=card.expected_alive,
        )
    ]
    if card.annual_rate is not None and card.discounted_orders is not None:
        said.append(
            words(
                "Discounted at {rate:percent} a year, one opportunity a {period:text}, they are"
                " worth {orders:count} orders of today.",
                rate=card.annual_rate,
                period=words.term(card.period or ""),
                orders=card.discounted_orders,
            )
        )
    if card.residual_orders is not None:
        said.append(
            words(
                "Over all opportunities to come it would be {orders:count} orders of today.",
                orders=card.residual_orders,
            )
        )
    return tuple(said)


def _rows(card: OpportunityCard, words: Words) -> tuple[tuple[str, str], ...]:
    f = words.formats
    rows = [
        (words("Model"), card.title),
        *((letter, f.number(value, 4)) for letter, value in card.parameters.items()),
        (words("Log-likelihood"), f.number(card.log_likelihood, 2)),
        (words("Customers"), f.number(card.customers)),
        (words("Opportunities so far, at most"), f.number(card.most_opportunities)),
        (words("Expected orders of a new customer"), f.number(card.new_customer_orders, 2)),
    ]
    return tuple(rows)


def _histories(card: OpportunityCard, words: Words) -> tuple[Table, ...]:
    """Where all have had the same few opportunities, two grids; otherwise a list."""
    if _fits_grids(card):
        return (
            _grid(card, words("P(alive)"), lambda one: words.formats.percent(one.p_alive)),
            _grid(
                card,
                words("Expected orders"),
                lambda one: words.formats.number(one.expected_orders, 2),
            ),
        )
    return (_list(card, words),)


def _fits_grids(card: OpportunityCard) -> bool:
    n = {one.opportunities for one in card.histories}
    return len(n) == 1 and max(n) <= WIDEST and len(card.histories) == card.distinct_histories


def _grid(card: OpportunityCard, what: str, cell: Callable[[LikeCustomers], str]) -> Table:
    """Orders so far down, the last opportunity with one across."""
    lasts = sorted({one.last_with_order for one in card.histories})
    orders = sorted({one.order_count for one in card.histories})
    known = {(one.order_count, one.last_with_order): cell(one) for one in card.histories}
    return Table(
        (what, *(str(last) for last in lasts)),
        tuple((str(x), *(known.get((x, last), "") for last in lasts)) for x in orders),
    )


def _list(card: OpportunityCard, words: Words) -> Table:
    f = words.formats
    header = (
        words("Orders, last, of"),
        words("Customers"),
        words("P(alive)"),
        words("Expected orders"),
        words("Interval"),
    )
    rows = tuple(
        (
            f"{one.order_count}, {one.last_with_order}, {one.opportunities}",
            f.number(one.customers),
            f.percent(one.p_alive),
            f.number(one.expected_orders, 2),
            f.span(f.number(one.orders_low), f.number(one.orders_high)),
        )
        for one in card.histories
    )
    return Table(header, rows)


def _seen(card: OpportunityCard, words: Words) -> Table:
    f = words.formats
    header = (words("Orders so far"), words("Customers"), words("In the model"))
    return Table(
        header,
        tuple(
            (
                f.number(one.order_count),
                f.number(one.customers),
                f.number(one.expected_customers, 1),
            )
            for one in card.orders_seen
        ),
    )
