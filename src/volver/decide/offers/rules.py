"""The selling rules as checks: each offer is allowed or vetoed, and each veto says why.

X2   what customers say they need comes first; what they say is not for them is not offered
X3   what is for later is offered later
X4   nothing without a link to what they have bought
X6   what is rated low or sent back is held back
X7   an upgrade is within reach of their own prices
X9   no pushing: an open complaint, a no and too many contacts silence us
X10  an upgrade is of the same sort
X12  no price under its floor
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from volver.domain.offer import Reason, Recommendation, Veto
from volver.domain.product import Catalogue, Product
from volver.domain.selling import Allowed, Judged, SellingRules, Situation

Check = Callable[[Recommendation, Situation, Catalogue, SellingRules], Iterator[Reason]]
PRODUCTS = frozenset({"replenish", "discover", "upsell", "bundle", "price"})
"""Kinds that offer products."""
STEPS = 4
"""From the lowest rating to the highest."""


def judge(
    offers: Iterable[Recommendation],
    situation: Situation,
    catalogue: Catalogue,
    rules: SellingRules | None = None,
    floors: Mapping[str, float] | None = None,
) -> Judged:
    """Every offer for one customer, allowed or vetoed by the first rule that it breaks.

    floors: the least price of products that have one. An offer for somebody else is an error.
    """
    rules, allowed, vetoes = rules or SellingRules(), [], []
    usual = _usual(catalogue)
    for offer in offers:
        if offer.customer_id != situation.customer_id:
            raise ValueError(f"{offer.customer_id} is not {situation.customer_id}")
        broken = next(_broken(offer, situation, catalogue, rules, floors or {}), None)
        if broken is None:
            allowed.append(_weighed(offer, situation, catalogue, rules, usual))
        else:
            vetoes.append(Veto(broken[0], offer, broken[1]))
    return Judged(tuple(allowed), tuple(vetoes))


def _broken(
    offer: Recommendation,
    situation: Situation,
    catalogue: Catalogue,
    rules: SellingRules,
    floors: Mapping[str, float],
) -> Iterator[tuple[str, Reason]]:
    for rule, check in CHECKS:
        for reason in check(offer, situation, catalogue, rules):
            yield rule, reason
    lowest = sum(floors.get(one, 0.0) for one in offer.products)
    # A price is in whole cents: less than half a cent is how binary numbers are written.
    if offer.price is not None and offer.price < lowest - 0.005:
        yield "X12", Reason("below_floor", {"price": offer.price, "floor": lowest})


def _complaint(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    if situation.complaint_open:
        yield Reason("complaint_open")


def _rest(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    for no in situation.refusals:
        days = (situation.day - no.day).days
        if 0 <= days < rules.rest_days:
            yield Reason("said_no", {"day": no.day.isoformat(), "days": rules.rest_days})
        same = not set(no.products).isdisjoint(offer.products) or (
            not no.products and no.kind == offer.kind
        )
        if same and 0 <= days < rules.same_days:
            yield Reason("said_no_to_this", {"day": no.day.isoformat(), "days": rules.same_days})


def _contacts(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    since = situation.day - timedelta(days=rules.contact_days)
    lately = sum(since < day <= situation.day for day in situation.contacts)
    if lately >= rules.most_contacts:
        yield Reason("contacted_enough", {"contacts": lately, "days": rules.contact_days})


def _unwanted(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    for one in offer.products:
        for said in sorted({one, *_category(one, catalogue)} & situation.unwanted):
            yield Reason("not_for_them", {"what": said})


def _link(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    if offer.kind not in PRODUCTS:
        return
    foreign = sorted(set(offer.owned) - situation.bought)
    if not offer.owned:
        yield Reason("no_link", {"product": ", ".join(offer.products)})
    elif foreign:
        yield Reason("not_bought", {"product": ", ".join(foreign)})


def _quality(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    for one in (catalogue[name] for name in offer.products if name in catalogue):
        if _rated(one, rules) and (one.rating or 0.0) < rules.least_rating:
            yield Reason(
                "rated_low",
                {"product": one.product_id, "rating": one.rating or 0.0, "ratings": one.ratings},
            )
        if one.return_share is not None and one.return_share > rules.most_returned:
            yield Reason("sent_back", {"product": one.product_id, "share": one.return_share})


def _sort(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    if offer.kind != "upsell":
        return
    for better in (catalogue.get(name) for name in offer.products):
        if better is None or not any(
            better.suits(catalogue[name]) for name in offer.owned if name in catalogue
        ):
            yield Reason("another_sort", {"product": ", ".join(offer.products)})


def _within_reach(
    offer: Recommendation, situation: Situation, catalogue: Catalogue, rules: SellingRules
) -> Iterator[Reason]:
    if offer.kind != "upsell":
        return
    for better in (catalogue[name] for name in offer.products if name in catalogue):
        reach = situation.reach.get(better.category)
        price = float(better.price) if offer.price is None else offer.price
        if reach is None:
            yield Reason("no_own_prices", {"category": better.category})
        elif price > reach.ceiling:
            yield Reason("none_in_reach", {"price": price, "ceiling": reach.ceiling})


CHECKS: tuple[tuple[str, Check], ...] = (
    ("X9", _complaint),
    ("X9", _rest),
    ("X9", _contacts),
    ("X2", _unwanted),
    ("X4", _link),
    ("X6", _quality),
    ("X10", _sort),
    ("X7", _within_reach),
)
"""What silences us first, then what is wrong with the offer itself."""


def _weighed(
    offer: Recommendation,
    situation: Situation,
    catalogue: Catalogue,
    rules: SellingRules,
    usual: tuple[float, float],
) -> Allowed:
    """What speaks for it, and what is taken off it for returns and ratings worse than usual."""
    told = {one for name in offer.products for one in (name, *_category(name, catalogue))}
    needs = sorted(told & situation.wanted)
    notes = [Reason("asked_for", {"what": what}) for what in needs]
    if offer.in_days > 0:
        notes.append(Reason("later", {"days": offer.in_days}))
    expected = max(offer.terms.chance_with * offer.terms.margin_with, 0.0)
    penalty = 0.0
    for one in (catalogue[name] for name in offer.products if name in catalogue):
        back = max((one.return_share or 0.0) - usual[0], 0.0)
        low = max(usual[1] - (one.rating or 0.0), 0.0) / STEPS if _rated(one, rules) else 0.0
        penalty = max(penalty, min(back + low, 1.0) * expected)
    if penalty > 0:
        notes.append(Reason("held_back", {"penalty": penalty}))
    return Allowed(offer, penalty, bool(needs), tuple(notes))


def _usual(catalogue: Catalogue) -> tuple[float, float]:
    """The mean share sent back, and the mean rating, of the products of which it is known."""
    back = [one.return_share for one in catalogue.values() if one.return_share is not None]
    rated = [one.rating for one in catalogue.values() if one.rating is not None]
    return _mean(back), _mean(rated)


def _mean(figures: list[float]) -> float:
    return sum(figures) / len(figures) if figures else 0.0


def _rated(one: Product, rules: SellingRules) -> bool:
    return one.rating is not None and one.ratings >= rules.least_ratings


def _category(name: str, catalogue: Catalogue) -> tuple[str, ...]:
    return (catalogue[name].category,) if name in catalogue else ()
