"""What goes with what, what is better, three to choose from, and what is never offered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from volver.app.offers import need_lines
from volver.app.published import PublishedRun
from volver.decide.offers.across import cross_pairs, ladder, middle_one
from volver.decide.offers.baskets import baskets
from volver.decide.offers.bundles import bundles
from volver.decide.offers.known import catalogue
from volver.decide.offers.next_products import Ask
from volver.decide.offers.three_options import three_options
from volver.domain.estimate import NotEnough
from volver.domain.offer import Bundle
from volver.domain.product import Product
from volver.domain.selling import CrossPair, SellingRules
from volver.present.bundles import bundle_sheet, no_bundles
from volver.present.recommendations import ladder_sheet, pair_sheet, rule_sheet, three_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words

DISCOUNT = 0.1
"""Off both together, for bundles."""
WHERE = "recommendations"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Recommendations:
    """What a shop can offer, in the reader's words."""

    sheets: tuple[Sheet, ...]
    products: tuple[tuple[str, str], ...]
    """Id and name of each product that three options can be built around."""
    meant: str | None
    """The product that they are built around."""
    words: Words


@dataclass(frozen=True, slots=True)
class _Gone:
    """What a run tells of its orders' products: small, however many orders there are."""

    pairs: tuple[CrossPair, ...]
    bundles: tuple[Bundle, ...] | NotEnough


def recommendations(run: PublishedRun, product: str | None, language: str) -> Recommendations:
    """Pairs, the ladder, three options around a product, bundles and the selling rules.

    product: the one that is meant of the three; None: the first that has two beside it.
    Raises BadInput where orders name no products or are not at hand.
    """
    snapshot, level = run.snapshot, run.workspace.settings.level
    need_lines(snapshot, WHERE)
    words = Words(language, run.card["currency"])
    products: dict[str, Product] = run.remembered("catalogue", partial(catalogue, snapshot))
    found = run.remembered("goes with", _found(run, level))
    rungs = run.remembered("ladder", partial(ladder, products))
    names = {one.product_id: one.name or one.product_id for one in products.values()}
    first = run.remembered("middle one", partial(middle_one, rungs, products))
    meant = product or first
    ask = Ask(discount=DISCOUNT)
    shown = [
        pair_sheet(found.pairs, names, words),
        ladder_sheet(rungs, words),
        three_sheet(meant, None if meant is None else three_options(meant, products), names, words),
        no_bundles(found.bundles, words)
        if isinstance(found.bundles, NotEnough)
        else bundle_sheet(found.bundles, names, DISCOUNT, ask.odds, ask.window_days, words),
        rule_sheet(SellingRules(), words),
    ]
    choices = sorted(names.items(), key=lambda one: (one[1], one[0]))
    return Recommendations(tuple(shown), tuple(choices), meant, words)


def _found(run: PublishedRun, level: float) -> Callable[[], _Gone]:
    def look() -> _Gone:
        bought = baskets(run.snapshot)
        return _Gone(cross_pairs(bought, level), bundles(bought, level, Ask(discount=DISCOUNT)))

    return look
