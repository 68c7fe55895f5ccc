"""What a shop can offer, as people read it: pairs, the ladder, three to choose from, the rules."""

from collections.abc import Mapping, Sequence

from volver.domain.offer import Reason
from volver.domain.selling import CrossPair, Rung, SellingRules, ThreeOptions
from volver.present.book.grids import columns, grid, three
from volver.present.offers import why
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

FEWEST = 12
"""Steps of the ladder and pairs that a page shows; the first bring most."""
RULES: Mapping[str, Sentence] = {
    "X2": Sentence("What customers say they look for comes first; what is not for them is left."),
    "X3": Sentence("What is for later is offered later."),
    "X4": Sentence("Nothing is offered without a link to what they have bought."),
    "X6": Sentence("What is rated low or sent back often is held back."),
    "X7": Sentence("A better one is within reach of the prices that they have paid."),
    "X9": Sentence("No pushing: an open complaint, a no and enough contacts silence us."),
    "X10": Sentence("A better one is of the same sort."),
    "X12": Sentence("No price is under its floor."),
}
"""The selling rules by their names, as `decide.offers.rules` keeps them."""


def pair_sheet(pairs: Sequence[CrossPair], names: Mapping[str, str], words: Words) -> Sheet:
    """What goes with what. names: of products by id."""
    blocks: list[Grid | str] = []
    if not pairs:
        blocks.append(words("No two products are had together more often than by chance."))
    else:
        best = pairs[0]
        blocks += [
            _why(best.reason, names, words),
            grid(
                "goes-with",
                words("Whoever has this also takes that"),
                columns(
                    ("owned", words("Has"), "text"),
                    ("product", words("Takes"), "text"),
                    ("customers", words("Customers with both"), "count"),
                    ("share", words("Share with both"), "share"),
                    ("share_of_all", words("Share of all"), "share"),
                    ("lift", words("Lift"), "ratio"),
                    ("low", words("Lower end"), "ratio"),
                    ("high", words("Upper end"), "ratio"),
                    ("gap", words("Days between"), "days"),
                    ("margin", words("Margin of one"), "money"),
                ),
                (
                    (
                        names.get(one.owned, one.owned),
                        names.get(one.product, one.product),
                        one.together,
                        one.share,
                        one.share_of_all,
                        *three(one.lift),
                        one.gap,
                        one.margin,
                    )
                    for one in pairs[:FEWEST]
                ),
                words("Those with most margin at stake come first; more than chance, not a cause."),
            ),
        ]
    question = words("What goes with what?")
    return Sheet("goes-with", words("Goes together"), question, (*blocks,))


def ladder_sheet(rungs: Sequence[Rung], words: Words) -> Sheet:
    """From each product to the next better one."""
    steps = [one for one in rungs if one.better is not None]
    blocks: list[Grid | str] = []
    if not rungs:
        blocks.append(words("No product with a category, a price and a cost is known."))
    elif not steps:
        blocks.append(words("No product has a better one of its sort that brings more."))
    else:
        blocks += [
            words(
                "{some:count} of {all:count} products have a better one of their sort that brings"
                " more. It is offered only to whom it is within reach.",
                some=len(steps),
                all=len(rungs),
            ),
            grid(
                "ladder",
                words("The next better one"),
                columns(
                    ("product", words("Product"), "text"),
                    ("category", words("Category"), "text"),
                    ("price", words("Price"), "money"),
                    ("better", words("A better one"), "text"),
                    ("better_price", words("Its price"), "money"),
                    ("adds", words("Margin that it adds"), "money"),
                ),
                (
                    (
                        one.product.name or one.product.product_id,
                        one.product.category,
                        float(one.product.price),
                        one.better.name or one.better.product_id,
                        float(one.better.price),
                        one.adds,
                    )
                    for one in steps[:FEWEST]
                    if one.better is not None
                ),
            ),
        ]
    return Sheet("ladder", words("Better ones"), words("What is the next better one?"), (*blocks,))


def three_sheet(
    meant: str | None,
    options: ThreeOptions | tuple[Reason, ...] | None,
    names: Mapping[str, str],
    words: Words,
) -> Sheet:
    """Three to choose from around the product that is meant, or why there are not three."""
    blocks: list[Grid | str] = []
    if meant is None or options is None:
        blocks.append(words("Choose the product that is meant; the other two stand around it."))
    elif isinstance(options, ThreeOptions):
        rows = (
            (words("The plain one"), options.base),
            (words("The one that is meant"), options.middle),
            (words("The best one"), options.top),
        )
        blocks += [
            grid(
                "three",
                words("Three to choose from; the middle one is meant"),
                columns(
                    ("place", words("Place"), "text"),
                    ("product", words("Product"), "text"),
                    ("price", words("Price"), "money"),
                    ("margin", words("Margin of one"), "money"),
                ),
                (
                    (place, one.name or one.product_id, float(one.price), one.margin)
                    for place, one in rows
                ),
            ),
            words(
                "That people lean to the middle of three is a hypothesis to be tested in each shop,"
                " not a fact of it."
            ),
        ]
    else:
        blocks += [_why(reason, names, words) for reason in options]
    question = words("Which three stand side by side?")
    return Sheet("three", words("Three options"), question, (*blocks,))


def rule_sheet(rules: SellingRules, words: Words) -> Sheet:
    """What is never offered, to whom and for how long."""
    blocks = (
        words(
            "At most {contacts:count} contacts to sell in {days:count} days. After a no, nothing is"
            " offered for {rest:count} days and the same product not for {same:count} days.",
            contacts=rules.most_contacts,
            days=rules.contact_days,
            rest=rules.rest_days,
            same=rules.same_days,
        ),
        words(
            "Products that {ratings:count} buyers or more rate below {rating:decimal} of 5, or of"
            " which more than {returned:percent} are sent back, are not offered.",
            ratings=rules.least_ratings,
            rating=rules.least_rating,
            returned=rules.most_returned,
        ),
        grid(
            "selling-rules",
            words("Selling rules"),
            columns(("rule", words("Rule"), "text"), ("says", words("What it says"), "text")),
            ((name, words.say(said)) for name, said in RULES.items()),
        ),
    )
    question = words("What is never offered, and to whom?")
    return Sheet("rules", words("Rules and suppressions"), question, blocks)


def _why(reason: Reason, names: Mapping[str, str], words: Words) -> str:
    figures = {
        key: names.get(held, held)
        if key in ("product", "owned") and isinstance(held, str)
        else held
        for key, held in reason.figures.items()
    }
    return why(Reason(reason.code, figures), words)
