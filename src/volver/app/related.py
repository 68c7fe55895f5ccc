"""Products that go with one: for a shop to show beside it."""

from dataclasses import dataclass
from datetime import date

from volver.app.knowledge import knowledge_of
from volver.app.published import PublishedRun
from volver.decide.offers.knowledge import Knowledge
from volver.decide.offers.pairs import Pairs
from volver.domain.errors import BadInput, NotFound
from volver.domain.estimate import Estimate, NotEnough
from volver.present.words import Words

MOST = 20
"""Products that can be asked for with one."""


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
    known = knowledge_of(run.folder, run.snapshot)
    if isinstance(known, NotEnough):
        return RelatedProducts(product, run.run_id, run.snapshot.as_of, (), words.why(known))
    if product not in known.place:
        raise NotFound(
            what="Nobody has bought such a product",
            where="the product's id",
            next_step="Write the id as in the orders; volver run takes in new ones.",
        )
    pairs = known.links.pairs
    here = pairs.only(pairs.first == known.place[product]).best(most)
    found = tuple(_related(known, here, run.workspace.settings.level))
    return RelatedProducts(
        product_id=product,
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        related=found,
        lacks="" if found else words("No product goes with this one beyond chance."),
    )


def _related(known: Knowledge, here: Pairs, level: float) -> list[Related]:
    low, high = here.lift_band(level)
    ids, kinds = known.products.ids, known.products.categories
    places = known.products.category.tolist()
    rows = zip(
        here.second.tolist(), here.together.tolist(), here.confidence.tolist(),
        here.share_of_all.tolist(), here.lift.tolist(), low.tolist(), high.tolist(), strict=True,
    )  # fmt: skip
    return [
        Related(
            product_id=ids[at],
            name=known.catalogue[ids[at]].name if ids[at] in known.catalogue else "",
            category=kinds[places[at]] if places[at] >= 0 else "",
            customers=both,
            share=share,
            share_of_all=share_of_all,
            lift=Estimate(lift, low_end, high_end, level),
        )
        for at, both, share, share_of_all, lift, low_end, high_end in rows
    ]
