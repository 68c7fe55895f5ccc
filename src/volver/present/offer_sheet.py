"""What to offer one customer, for whoever talks to them: two lists, a better one, and the rules."""

from collections.abc import Iterator, Sequence

from volver.domain.customer_card import MOST_OFFERS, CardOffer
from volver.domain.estimate import NotEnough
from volver.domain.offer import Kind, Reason
from volver.domain.selling import Allowed, Offered, ThreeOptions
from volver.present.book.grids import columns, grid
from volver.present.offers import says_money, why
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

MOST = 5
"""Offers of each list that are shown."""
IN_TABLE = ("later", "held_back")
"""Notes whose figures stand in the table already."""
LISTS: dict[Kind, Sentence] = {
    "replenish": Sentence("What they buy again"),
    "discover": Sentence("What goes with what they have"),
}


def lacking(found: NotEnough, words: Words) -> Sheet:
    """The sheet where too little is known for any offer."""
    question = words("What would help this customer next?")
    return Sheet("offers", words("Offers"), question, (words.why(found),))


def sheet(found: Offered, words: Words) -> Sheet:
    """The sheet of one customer."""
    blocks: list[Grid | str] = [
        words(
            "Chances are of {days:count} days. What an offer adds is assumed until it was measured:"
            " {odds:decimal} times the odds. An offer that brings no more than would come anyway is"
            " not listed.",
            days=found.window_days,
            odds=found.odds,
        )
    ]
    for kind, offers in found.lists:
        blocks += _listed(kind, offers, found, words)
    blocks += _better(found, words)
    blocks += _vetoed(found, words)
    return Sheet(
        "offers", words("Offers"), words("What would help this customer next?"), (*blocks,)
    )


def _listed(
    kind: Kind, offers: Sequence[Allowed], found: Offered, words: Words
) -> Iterator[Grid | str]:
    title = words.say(LISTS[kind])
    if not offers:
        yield words("{list:text}: nothing that would bring more than comes anyway.", list=title)
        return
    shown = offers[:MOST]
    yield grid(
        kind,
        title,
        columns(
            ("product", words("Product"), "text"),
            ("in_days", words("In days"), "days"),
            ("without", words("Chance anyway"), "share"),
            ("with", words("Chance with the offer"), "share"),
            ("gain", words("Brings beyond that"), "money"),
        ),
        (
            (
                _names(one.offer.products, found),
                one.offer.in_days,
                one.offer.terms.chance_without,
                one.offer.terms.chance_with,
                one.score,
            )
            for one in shown
        ),
    )
    for one in shown:
        reasons = (one.offer.reason, *(note for note in one.notes if note.code not in IN_TABLE))
        said = " ".join(why(_named(reason, found), words) for reason in reasons)
        yield f"{_names(one.offer.products, found)}: {said}"


def for_card(found: Offered, words: Words, with_money: bool) -> Iterator[CardOffer]:
    """The few that a customer's card has room for: a better one where there is one, then the best.

    with_money: whether a reason may say a price or what an offer brings; else it is left out.
    """
    listed = sorted(
        (one for _, offers in found.lists for one in offers), key=lambda one: -one.score
    )
    better = [] if isinstance(found.upgrade, Reason) else [found.upgrade]
    for one in (*better, *listed)[:MOST_OFFERS]:
        reason = one.offer.reason
        told = with_money or not says_money(reason)
        yield CardOffer(
            product=_names(one.offer.products, found),
            kind=one.offer.kind,
            in_days=one.offer.in_days,
            reason=why(_named(reason, found), words) if told else "",
            product_id=next(iter(one.offer.products), ""),
        )


def _better(found: Offered, words: Words) -> Iterator[Grid | str]:
    slot = found.upgrade
    if isinstance(slot, Reason):
        yield words("A better one: none. {why:text}", why=why(_named(slot, found), words))
        return
    yield words(
        "A better one: {product:text}. {why:text}",
        product=_names(slot.offer.products, found),
        why=why(_named(slot.offer.reason, found), words),
    )
    options = found.options
    if isinstance(options, ThreeOptions):
        three = (options.base, options.middle, options.top)
        yield grid(
            "options",
            words("Three to choose from; the middle one is meant"),
            columns(("product", words("Product"), "text"), ("price", words("Price"), "money")),
            ((one.name or one.product_id, float(one.price)) for one in three),
        )
    else:
        yield from (why(_named(reason, found), words) for reason in options)


def _vetoed(found: Offered, words: Words) -> Iterator[Grid]:
    if found.vetoes:
        yield grid(
            "vetoes",
            words("Not offered, by the selling rules"),
            columns(
                ("product", words("Product"), "text"),
                ("rule", words("Selling rule"), "text"),
                ("why", words("Why"), "text"),
            ),
            (
                (
                    _names(veto.offer.products, found),
                    veto.rule,
                    why(_named(veto.reason, found), words),
                )
                for veto in found.vetoes
            ),
        )


def _names(products: Sequence[str], found: Offered) -> str:
    return ", ".join(_name(one, found) for one in products)


def _name(product: str, found: Offered) -> str:
    known = found.products.get(product)
    return product if known is None or not known.name else known.name


def _named(reason: Reason, found: Offered) -> Reason:
    """The reason with the names of products in place of their ids."""
    figures = {
        key: _name(held, found) if key in ("product", "owned") and isinstance(held, str) else held
        for key, held in reason.figures.items()
    }
    return Reason(reason.code, figures)
