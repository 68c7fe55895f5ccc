"""All kinds of offers on one scale: what each brings beyond what would come anyway.

What a customer buys again anyway gains nothing by an offer, and a discount on it is given away:
its incremental margin is near zero or below. That one subtraction tells an offer from a list of
what is likely to be bought.
"""

from collections.abc import Iterable

from volver.domain.offer import Kind, Reason, Recommendation, Terms
from volver.domain.selling import Allowed, Judged

KINDS: tuple[Kind, ...] = (
    "replenish", "discover", "upsell", "bundle", "price", "reward", "referral",
)  # fmt: skip
"""Which goes first of equals."""


def discounted(terms: Terms, price: float, discount: float, lift: float = 0.0) -> Terms:
    """The same with a share of the price taken off, for everybody who then buys.

    price: that margin_with is of. lift: what the discount adds to the chance.

    A margin of 4 on a price of 10, bought anyway with chance 0.9 and 0.95 at a tenth off:

    >>> dear = discounted(Terms(0.9, 0.9, 4.0, 4.0), price=10.0, discount=0.1, lift=0.05)
    >>> round(dear.incremental_margin, 2)
    -0.75
    """
    return Terms(
        chance_with=min(terms.chance_with + lift, 1.0),
        chance_without=terms.chance_without,
        margin_with=terms.margin_with - discount * price,
        margin_without=terms.margin_without,
        cost=terms.cost,
    )


def ranked(allowed: Iterable[Allowed]) -> tuple[Allowed, ...]:
    """Those that pay, the best first: due now before later, asked for before not, then by score.

    Offers that bring nothing, or lose money, are left out. Equals go by kind, products and
    customer, so that the order never hangs on how they came in.
    """
    paying = [one for one in allowed if one.score > 0]
    return tuple(sorted(paying, key=_place))


def _place(one: Allowed) -> tuple[int, bool, float, int, tuple[str, ...], str, float]:
    offer = one.offer
    return (
        max(offer.in_days, 0), not one.meets_need, -one.score, KINDS.index(offer.kind),
        offer.products, offer.customer_id, offer.price or 0.0,
    )  # fmt: skip


def card(
    judged: Judged, upgrade: Recommendation | Reason, most: int = 3
) -> tuple[tuple[Allowed, ...], Allowed | Reason]:
    """What an agent is shown: the best offers due now, and always a slot for the upgrade (X8).

    upgrade: what `upsell.upgrade` found; where it is no longer among the offers allowed, the slot
    says which rule or what gain stands against it.
    """
    now = [one for one in ranked(judged.allowed) if one.offer.in_days <= 0]
    others = tuple(one for one in now if one.offer.kind != "upsell")[:most]
    if isinstance(upgrade, Reason):
        return others, upgrade
    shown = next((one for one in now if one.offer == upgrade), None)
    if shown is not None:
        return others, shown
    veto = next((veto.reason for veto in judged.vetoes if veto.offer == upgrade), None)
    return others, veto or Reason("brings_nothing")
