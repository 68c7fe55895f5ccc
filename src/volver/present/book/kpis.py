"""The sheet of customers, orders and money."""

from volver.domain.service import OrderFigures
from volver.present.book import figures
from volver.present.sheet import Sheet
from volver.present.words import Words


def sheet(found: OrderFigures, words: Words) -> Sheet:
    """As a whole, month by month, by channel, by category and by agent."""
    grids = [
        *figures.whole("whole", found.whole, found.level, words),
        figures.by_month("by_month", words("Month by month"), found.by_month, words),
        figures.by_level(
            "by_channel",
            words("By the channel that brought the customer"),
            words("Channel"),
            found.by_channel,
            words,
        ),
        figures.by_level(
            "by_category",
            words("Sales by category"),
            words("Category"),
            found.by_product,
            words,
        ),
        figures.by_level(
            "by_agent",
            words("Orders within a week of a contact, by agent"),
            words("Agent"),
            found.by_agent,
            words,
        ),
    ]
    return Sheet(
        slug="kpis",
        title=words("Customers, orders and money"),
        question=words("How much do customers order, and what is left of it?"),
        blocks=(
            words("Money counts {basis:text}.", basis=words.term(found.basis)),
            *(grid for grid in grids if grid is not None),
        ),
        needs=figures.needs(found.whole, words),
        finding=_finding(found, words),
    )


def _finding(found: OrderFigures, words: Words) -> str:
    names = ("customers", "orders", "revenue", "margin", "margin_rate")
    held = {name: figures.value_of(found.whole, name) for name in names}
    if any(held[name] is None for name in names[:4]):
        return ""
    if held["margin_rate"] is None or held["margin"] == held["revenue"]:
        return words(
            "{customers:count} customers, {orders:count} orders and {revenue:money} of revenue"
            " after refunds.",
            **held,
        )
    return words(
        "{customers:count} customers, {orders:count} orders and {revenue:money} of revenue after"
        " refunds, of which {margin:money} was left as margin ({margin_rate:percent}).",
        **held,
    )
