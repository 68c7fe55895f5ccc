"""Prices as people read them: what is advised, its limits, and what must be said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.offer import Reason
from volver.domain.priced import Audience, Priced
from volver.present.book.grids import columns, grid, three
from volver.present.offers import disclosure, observational, why
from volver.present.rules import told
from volver.present.sheet import Cell, Grid, Sheet
from volver.present.words import Words

BRIEF = {
    "prices": ("product", "current", "price", "floor", "gain"),
    "elasticities": ("category", "elasticity", "low", "high", "why"),
}
"""Columns that a terminal has room for."""


def price_sheet(
    rows: Sequence[Priced], audience: Audience | None, has_history: bool, words: Words
) -> Sheet:
    """The sheet, with every product. has_history: whether earlier prices are known."""
    blocks: list[Grid | str] = [*_told(rows, words), *_for_whom(audience, words)]
    if not has_history:
        blocks.append(
            words(
                "No earlier prices are known, so no reduction may be announced and nothing tells"
                " how sales follow the price. volver prices --history FILE brings them: product,"
                " day, price."
            )
        )
    blocks += [replace(_prices(rows, words), is_open=True), _elasticities(rows, words)]
    if any(isinstance(one.elasticity, Estimate) for one in rows):
        blocks.append(observational(words))
    blocks.append(
        words(
            "Money of a year is what was sold in the last one at the new price, less its goods; how"
            " many pieces stood in a line is not known. Where sales are not known to follow the"
            " price it is what the change brings if nobody buys more or less."
        )
    )
    question = words("What should each product cost, and how far may it go?")
    return Sheet("prices", words("Prices"), question, (*blocks,))


def _told(rows: Sequence[Priced], words: Words) -> Iterator[str]:
    new = [one for one in rows if one.is_new]
    if not new:
        yield words("No price is advised to change.")
        return
    yield words(
        "{products:text} would cost something else: {gain:whole_money} of margin in a year.",
        products=words.plural("{n:count} product", "{n:count} products", len(new)),
        gain=sum(one.gain or 0.0 for one in new),
    )
    stuck = sum(one.price is None for one in rows)
    if stuck:
        yield words.plural(
            "For {n:count} product no price keeps every limit: a person has to look.",
            "For {n:count} products no price keeps every limit: a person has to look.",
            stuck,
        )


def _for_whom(audience: Audience | None, words: Words) -> Iterator[str]:
    if audience is None:
        return
    yield words(
        "For {reached:count} of {all:count} customers, taken to buy as much as the others:"
        " {rule:text}. The list price is the ceiling, and before they buy each of them is told:",
        reached=audience.reached,
        all=audience.everybody,
        rule=told(audience.rule, words),
    )
    yield f"“{disclosure(words)}”"


def _prices(rows: Sequence[Priced], words: Words) -> Grid:
    return grid(
        "prices",
        words("Prices"),
        columns(
            ("product_id", words("Product id"), "text"),
            ("product", words("Product"), "text"),
            ("category", words("Category"), "text"),
            ("current", words("Today"), "money"),
            ("price", words("New price"), "money"),
            ("floor", words("Floor"), "money"),
            ("ceiling", words("Ceiling"), "money"),
            ("prior", words("Lowest of 30 days"), "money"),
            ("reduction", words("May be announced"), "share"),
            ("revenue", words("Sold in a year"), "money"),
            ("gain", words("Margin of a year"), "money"),
            ("why", words("What held it back"), "text"),
        ),
        (_row(one, words) for one in rows),
    )


def _row(one: Priced, words: Words) -> tuple[Cell, ...]:
    cut = one.reduction
    return (
        one.product.product_id,
        one.product.name or one.product.product_id,
        one.product.category,
        float(one.current),
        None if one.price is None else float(one.price),
        float(one.floor),
        None if one.ceiling is None else float(one.ceiling),
        None if cut is None else float(cut.prior),
        None if cut is None else float(cut.share),
        one.revenue,
        one.gain,
        " ".join(why(reason, words) for reason in one.reasons) or None,
    )


def _elasticities(rows: Sequence[Priced], words: Words) -> Grid:
    found: dict[str, tuple[Answer, Reason | NotEnough | None]] = {}
    for one in rows:
        found.setdefault(one.product.category, (one.elasticity, one.refused))
    return grid(
        "elasticities",
        words("How sales change, in per cent, where the price rises by one"),
        columns(
            ("category", words("Category"), "text"),
            ("elasticity", words("Elasticity"), "ratio"),
            ("low", words("Lower end"), "ratio"),
            ("high", words("Upper end"), "ratio"),
            ("why", words("Why no best price follows"), "text"),
        ),
        (
            (category, *three(value), _refusal(refused, words))
            for category, (value, refused) in sorted(found.items())
        ),
    )


def _refusal(refused: Reason | NotEnough | None, words: Words) -> str | None:
    if refused is None:
        return None
    return words.why(refused) if isinstance(refused, NotEnough) else why(refused, words)
