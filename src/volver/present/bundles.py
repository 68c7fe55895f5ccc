"""Pairs of products that are worth a price of their own, as people read them."""

from collections.abc import Mapping, Sequence

from volver.domain.estimate import NotEnough
from volver.domain.offer import Bundle
from volver.present.book.grids import columns, grid
from volver.present.sheet import Cell, Grid, Sheet
from volver.present.words import Words

BRIEF = {"bundles": ("products", "price", "margin", "uptake", "anyway", "gain")}
"""Columns that a terminal has room for."""


def no_bundles(found: NotEnough, words: Words) -> Sheet:
    """The sheet where too little is known."""
    return _sheet((words.why(found),), words)


def bundle_sheet(
    found: Sequence[Bundle],
    names: Mapping[str, str],
    discount: float,
    odds: float,
    window_days: int,
    words: Words,
) -> Sheet:
    """The sheet. names: of products by id; odds: of adding the other one with the offer, over
    those without it, assumed; figures are of window_days."""
    if not found:
        said = words(
            "No two products go together beyond doubt, in earlier orders and in later ones."
        )
        return _sheet((said,), words)
    pay = [one for one in found if not one.loses]
    blocks: tuple[Grid | str, ...] = (
        words(
            "{pairs:text} go together beyond doubt, in earlier orders and again in later ones."
            " Sold as one, {discount:percent} off, {pay:count} of them would bring more than they"
            " give away.",
            pairs=words.plural("{n:count} pair", "{n:count} pairs", len(found)),
            discount=discount,
            pay=len(pay),
        ),
        words(
            "Figures are of {days:count} days. That whoever has one adds the other with"
            " {odds:decimal} times the odds is assumed until it was measured.",
            days=window_days,
            odds=odds,
        ),
        grid(
            "bundles",
            words("Pairs"),
            columns(
                ("products", words("Products"), "text"),
                ("price", words("Price"), "money"),
                ("margin", words("Margin of one"), "money"),
                ("uptake", words("Expected uptake"), "ratio"),
                ("anyway", words("Would buy both anyway"), "share"),
                ("gain", words("Brings beyond that"), "money"),
                ("warning", words("Warning"), "text"),
                ("lift", words("Lift"), "ratio"),
                ("later_lift", words("Lift in later orders"), "ratio"),
                ("orders", words("Orders with both"), "count"),
            ),
            (_row(one, names, words) for one in found),
            words("Price and margin are those of a usual line of each product."),
        ),
    )
    return _sheet(blocks, words)


def _row(one: Bundle, names: Mapping[str, str], words: Words) -> tuple[Cell, ...]:
    return (
        " + ".join(names.get(product) or product for product in one.products),
        one.price,
        one.margin,
        one.expected_uptake,
        one.cannibalised,
        one.incremental_margin,
        words("gives away more than it brings") if one.loses else None,
        one.lift.value,
        one.later_lift.value,
        one.orders,
    )


def _sheet(blocks: tuple[Grid | str, ...], words: Words) -> Sheet:
    question = words("Which products are worth selling as one?")
    return Sheet("bundles", words("Bundles"), question, blocks)
