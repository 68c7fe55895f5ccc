"""What to offer one customer: both lists, the upgrade, and what the selling rules make of them."""

from collections.abc import Mapping

from volver.decide.offers.knowledge import Knowledge
from volver.decide.offers.known import reaches, since, situation
from volver.decide.offers.prices import PriceLimits
from volver.decide.offers.rank import card, ranked
from volver.decide.offers.rules import judge
from volver.decide.offers.three_options import three_options
from volver.decide.offers.upsell import upgrade
from volver.domain.errors import NotFound
from volver.domain.my_list import Heard
from volver.domain.offer import Kind, Reason, Recommendation
from volver.domain.product import Catalogue
from volver.domain.selling import Offered, Reach, ThreeOptions
from volver.store.snapshot import Snapshot

IS_KNOWN = "SELECT n FROM histories WHERE customer_id = $customer"
TAKE_UP = 0.1
"""Share of those who buy again of this sort who take the better one if it is offered: assumed."""


def offers_for(
    snapshot: Snapshot,
    customer_id: str,
    level: float,
    knowledge: Knowledge,
    heard: Heard | None = None,
) -> Offered:
    """What to offer a customer now and later. knowledge: `learn`, of this snapshot.

    heard: what was noted down since the snapshot, such as a no; None: nothing.
    Raises NotFound where nobody has this id.
    """
    if not snapshot.rows(IS_KNOWN, customer=customer_id):
        raise NotFound(
            what="There is no such customer",
            where="volver offers",
            next_step="Give an id as it stands in values.csv of the newest run.",
        )
    found = knowledge.of(snapshot, customer_id, level)
    products = knowledge.catalogue
    within = reaches(snapshot, customer_id, knowledge.ratios)
    listed = found.of(0)
    better = _upgrade(customer_id, listed, products, within)
    asked = [*listed, *([better] if isinstance(better, Recommendation) else [])]
    floors = {name: float(PriceLimits().floor(one.cost)) for name, one in products.items()}
    told = since(situation(snapshot, customer_id, within), heard)
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
