"""What to offer one customer: both lists, the upgrade, and what the selling rules make of them."""

from collections.abc import Mapping

from volver.decide.offers.baskets import baskets
from volver.decide.offers.known import catalogue, reaches, situation
from volver.decide.offers.next_products import next_products
from volver.decide.offers.prices import PriceLimits
from volver.decide.offers.rank import card, ranked
from volver.decide.offers.rules import judge
from volver.decide.offers.three_options import three_options
from volver.decide.offers.upsell import upgrade
from volver.domain.errors import NotFound
from volver.domain.estimate import NotEnough
from volver.domain.offer import Kind, Reason, Recommendation
from volver.domain.product import Catalogue
from volver.domain.selling import Offered, Reach, ThreeOptions
from volver.store.snapshot import Snapshot

TAKE_UP = 0.1
"""Share of those who buy again of this sort who take the better one if it is offered: assumed."""


def offers_for(snapshot: Snapshot, customer_id: str, level: float) -> Offered | NotEnough:
    """What to offer a customer now and later; NotEnough where lines name no products.

    Raises NotFound for a customer who has bought nothing that is named.
    """
    bought = baskets(snapshot)
    found = next_products(bought, level)
    if isinstance(found, NotEnough):
        return found
    rows = [at for at, one in enumerate(bought.customer_ids) if str(one) == customer_id]
    if not rows:
        raise NotFound(
            what="There is no such customer",
            where="volver offers",
            next_step="Give an id as it stands in values.csv of the newest run.",
        )
    products = catalogue(snapshot)
    within = reaches(snapshot, customer_id)
    listed = found.of(rows[0])
    better = _upgrade(customer_id, listed, products, within)
    asked = [*listed, *([better] if isinstance(better, Recommendation) else [])]
    floors = {name: float(PriceLimits().floor(one.cost)) for name, one in products.items()}
    told = situation(snapshot, customer_id, within)
    judged = judge(asked, told, products, floors=floors)
    _, slot = card(judged, better)
    kinds: tuple[Kind, ...] = ("replenish", "discover")
    lists = tuple(
        (kind, ranked(one for one in judged.allowed if one.offer.kind == kind)) for kind in kinds
    )
    options: ThreeOptions | tuple[Reason, ...] = ()
    if isinstance(better, Recommendation):
        options = three_options(better.products[0], products)
    return Offered(
        customer_id, products, lists, slot, options, judged.vetoes, found.ask.odds,
        found.ask.window_days,
    )  # fmt: skip


def _upgrade(
    customer_id: str,
    listed: tuple[Recommendation, ...],
    products: Catalogue,
    within: Mapping[str, Reach],
) -> Recommendation | Reason:
    """Of what they are likeliest to buy again, among what the catalogue knows."""
    again = [one for one in listed if one.kind == "replenish" and one.products[0] in products]
    if not again:
        return Reason("nothing_to_upgrade")
    likeliest = max(again, key=lambda one: one.terms.chance_without)
    owned = likeliest.products[0]
    return upgrade(
        customer_id,
        owned,
        products,
        within.get(products[owned].category),
        likeliest.terms.chance_without,
        TAKE_UP,
    )
