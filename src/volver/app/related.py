"""Products that go with one: for a shop to show beside it."""

from dataclasses import dataclass
from datetime import date

from volver.app.published import PublishedRun
from volver.decide.offers.baskets import baskets
from volver.decide.offers.known import catalogue
from volver.decide.offers.pairs import Pairs, pairs
from volver.domain.errors import BadInput, NotFound
from volver.domain.estimate import Estimate
from volver.present.words import Words

MOST = 20
"""Products that are kept for each one."""


@dataclass(frozen=True, slots=True)
class Related:
    """A product that goes with another."""

    product_id: str
    name: str
    """Empty where the catalogue has none."""
    category: str
    customers: int
    """Who have both."""
    share: float
    """Of those with the first, who have this one too."""
    share_of_all: float
    """Of all customers who have anything."""
    lift: Estimate
    """How many times as often as if neither drew the other."""


@dataclass(frozen=True, slots=True)
class RelatedProducts:
    """What goes with one product, what adds most first."""

    product_id: str
    run_id: str
    as_of: date
    related: tuple[Related, ...]
    lacks: str
    """Why there are none, in the reader's language; empty where there are some."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Every pair of a run's products beyond chance."""

    place: dict[str, int]
    ids: tuple[str, ...]
    categories: tuple[str, ...]
    """Of each product."""
    names: dict[str, str]
    pairs: Pairs


def related_products(run: PublishedRun, product: str, most: int, language: str) -> RelatedProducts:
    """The products whose share among customers with `product` is raised most.

    Pairs are those of customers, not of single orders, screened for chance (see
    `decide.offers.pairs`). Raises NotFound for a product that nobody has bought, BadInput where
    single orders are not at hand.
    """
    if "product_lines" not in run.snapshot.tables:
        raise BadInput(
            what="Offers are made from single orders, which lie in the company's database",
            where="related",
            next_step="Export the orders to a file, and name it as a source in volver.toml.",
        )
    words = Words(language)
    shelf = run.remembered("related", lambda: _shelf(run))
    if product not in shelf.place:
        raise NotFound(
            what="Nobody has bought such a product",
            where="the product's id",
            next_step="Write the id as in the orders; volver run takes in new ones.",
        )
    here = shelf.pairs.only(shelf.pairs.first == shelf.place[product]).best(most)
    found = tuple(_related(shelf, here, run.workspace.settings.level))
    return RelatedProducts(
        product_id=product,
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        related=found,
        lacks="" if found else words("No product goes with this one beyond chance."),
    )


def _shelf(run: PublishedRun) -> _Shelf:
    bought = baskets(run.snapshot)
    products = bought.products
    known = catalogue(run.snapshot) if "products" in run.snapshot.tables else {}
    return _Shelf(
        place={name: at for at, name in enumerate(products.ids)},
        ids=products.ids,
        categories=tuple(
            products.categories[code] if code >= 0 else "" for code in products.category.tolist()
        ),
        names={name: one.name for name, one in known.items()},
        pairs=pairs(bought, "customers").best(MOST),
    )


def _related(shelf: _Shelf, here: Pairs, level: float) -> list[Related]:
    low, high = here.lift_band(level)
    rows = zip(
        here.second.tolist(), here.together.tolist(), here.confidence.tolist(),
        here.of_second.tolist(), here.lift.tolist(), low.tolist(), high.tolist(), strict=True,
    )  # fmt: skip
    return [
        Related(
            product_id=shelf.ids[at],
            name=shelf.names.get(shelf.ids[at], ""),
            category=shelf.categories[at],
            customers=both,
            share=share,
            share_of_all=of_second / here.units,
            lift=Estimate(lift, low_end, high_end, level),
        )
        for at, both, share, of_second, lift, low_end, high_end in rows
    ]
