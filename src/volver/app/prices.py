"""volver prices and volver bundles: what to ask for a product, and which pairs to sell as one."""

from contextlib import closing
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from volver.app.look import newest_card
from volver.app.offers import with_lines
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.collect.prices import read_prices
from volver.collect.source import ReadOptions
from volver.decide.offers.baskets import baskets
from volver.decide.offers.bundles import bundles as find_bundles
from volver.decide.offers.known import catalogue
from volver.decide.offers.next_products import Ask
from volver.decide.offers.price_list import (
    Want,
    elasticities,
    ledgers,
    price_list,
    sales,
)
from volver.decide.offers.prices import PriceLimits
from volver.decide.segments.compile import conditions
from volver.decide.segments.members import EVERYBODY, count
from volver.decide.segments.plain import rule_of
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.offer import Bundle
from volver.domain.priced import Audience, Priced
from volver.present.brief import brief
from volver.present.bundles import BRIEF as PAIRS
from volver.present.bundles import bundle_sheet, no_bundles
from volver.present.prices import BRIEF, price_sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PriceWish:
    """What somebody wants to know of prices."""

    history: Path | None = None
    """A file of list prices: product, day, price."""
    change: float | None = None
    """Share of the price, such as -0.1; None: what brings most, where that is known."""
    audience: str | None = None
    """A rule for who gets it; None: everybody."""
    category: str | None = None
    least_margin_share: float = 0.0
    most_change: float = 0.1


@dataclass(frozen=True, slots=True)
class Prices:
    """Every product with its price, in words and as records."""

    rows: tuple[Priced, ...]
    audience: Audience | None
    has_history: bool
    words: Words

    @property
    def shown(self) -> Shown:
        """In the reader's words."""
        sheet = price_sheet(self.rows, self.audience, self.has_history, self.words)
        return Shown((sheet,), self.words)

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal."""
        (whole,) = self.shown.sheets
        return Shown((brief(whole, self.words, BRIEF),), self.words)

    def to_dict(self) -> list[dict[str, Any]]:
        """Plain values, one for each product."""
        return [asdict(one) for one in self.rows]


@dataclass(frozen=True, slots=True)
class Bundles:
    """Pairs worth a price of their own, in words and as records."""

    found: tuple[Bundle, ...] | NotEnough
    shown: Shown

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal."""
        (whole,) = self.shown.sheets
        return Shown((brief(whole, self.shown.words, PAIRS),), self.shown.words)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; why there is none, where too little is known."""
        if isinstance(self.found, NotEnough):
            return {"bundles": [], "lacks": asdict(self.found)}
        return {"bundles": [{**asdict(one), "loses": one.loses} for one in self.found]}


def prices(folder: Path, wish: PriceWish, language: str | None) -> Prices:
    """Each product's price as advised by the newest run's sales, within the limits.

    Raises BadInput for limits that cannot be, for an audience that asks for what the law protects,
    and where orders or products are not at hand.
    """
    here = Workspace.open(folder)
    limits, change = _limits(wish), _change(wish)
    words = Words(language or here.settings.language, newest_card(here)["currency"])
    known = _history(wish.history)
    with closing(open_engine()) as engine:
        snapshot = with_lines(engine, here, "volver prices")
        products, sold = catalogue(snapshot), sales(snapshot)
        if wish.category is not None:
            products = {k: one for k, one in products.items() if one.category == wish.category}
        if not products:
            raise BadInput(
                what="No product with a category, a price and a cost is known"
                if wish.category is None
                else f"No product of the category {wish.category[:40]!r} is known",
                where="products",
                next_step="Bring a source of products in volver.toml; see"
                " docs/how-to/more-than-orders.md.",
            )
        audience, want = _audience(here, snapshot, wish, change)
        level, as_of = here.settings.level, snapshot.as_of
        found = elasticities(products, sold, known, as_of, level)
        rows = price_list(products, sold, known, found, limits, as_of, want)
    return Prices(rows, audience, bool(known), words)


def bundles(folder: Path, discount: float, language: str | None) -> Bundles:
    """Pairs of products that go together beyond doubt, with what selling them as one would bring.

    discount: share off the price of both together.
    """
    if not 0 <= discount < 1:
        raise BadInput(
            what=f"{discount} is no discount that a bundle can have",
            where="--discount",
            next_step="Give a share from 0 to below 1, such as 0.1.",
        )
    here = Workspace.open(folder)
    words = Words(language or here.settings.language, newest_card(here)["currency"])
    with closing(open_engine()) as engine:
        snapshot = with_lines(engine, here, "volver bundles")
        ask = Ask(discount=discount)
        found = find_bundles(baskets(snapshot), here.settings.level, ask)
        names = {one.product_id: one.name for one in catalogue(snapshot).values()}
    if isinstance(found, NotEnough):
        return Bundles(found, Shown((no_bundles(found, words),), words))
    sheet = bundle_sheet(found, names, discount, ask.odds, ask.window_days, words)
    return Bundles(found, Shown((sheet,), words))


def _history(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    if not path.is_file():
        raise BadInput(
            what=f"There is no file called {path.name}",
            where=str(path.parent),
            next_step="Check the name; a path with spaces needs quotes.",
        )
    rows, _ = read_prices(path, ReadOptions())
    return ledgers(rows)


def _limits(wish: PriceWish) -> PriceLimits:
    for option, share in (
        ("--least-margin", wish.least_margin_share),
        ("--most-change", wish.most_change),
    ):
        if not 0 <= share < 1:
            raise BadInput(
                what=f"{share} is no share that a price can keep",
                where=option,
                next_step="Give a share from 0 to below 1, such as 0.2.",
            )
    return PriceLimits(
        least_margin_share=Decimal(str(wish.least_margin_share)),
        most_change=Decimal(str(wish.most_change)),
    )


def _change(wish: PriceWish) -> Decimal | None:
    if wish.change is not None and not -1 < wish.change <= 1:
        raise BadInput(
            what=f"{wish.change} is no change of a price",
            where="--change",
            next_step="Give a share of the price, such as -0.1 for a tenth less.",
        )
    if wish.audience is not None and wish.change is None:
        raise BadInput(
            what="A price for some customers needs a change",
            where="--for",
            next_step="Give it: --change -0.1",
        )
    return None if wish.change is None else Decimal(str(wish.change))


def _audience(
    here: Workspace, snapshot: Snapshot, wish: PriceWish, change: Decimal | None
) -> tuple[Audience | None, Want]:
    """Who gets the price, and what of them decides on it; the law's own are refused."""
    if wish.audience is None:
        return None, Want(change)
    rule = rule_of(wish.audience, here.segments)
    reached = count(snapshot, rule, here.segments, "price")
    found = Audience(rule, reached, count(snapshot, EVERYBODY))
    inputs = sorted({one.of or one.field for one in conditions(rule, here.segments)})
    return found, Want(change, tuple(inputs), True, found.share)
