"""From random tables to what a customer is offered: no rule is broken, and each figure recounts."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from math import exp, sqrt
from statistics import NormalDist

import pytest
from scipy.stats import hypergeom
from tests.decide.offers.worlds import NOBODY, TARGETS, World, world_of
from tests.store.shop import END

from volver.decide.offers.for_customer import TAKE_UP, offers_for
from volver.decide.offers.knowledge import learn
from volver.domain.estimate import NotEnough
from volver.domain.offer import Reason, Recommendation
from volver.domain.selling import Allowed, Offered, ThreeOptions
from volver.present.offers import REASONS
from volver.present.offers import why as in_words
from volver.present.words import Words

LEVEL = 0.8
ODDS = 1.5
WORLDS = 26
SAID_NO = {"No", "No interesa"}
SHOWN = {"buys_again", "bought_together", "popular_in_category", "step_up"}
SLOTS = {"nothing_to_upgrade", "no_better", "none_in_reach", "no_gain", "below_floor"}
VETOES = {
    "complaint_open", "said_no", "said_no_to_this", "contacted_enough", "no_link", "not_bought",
    "sent_back", "below_floor",
}  # fmt: skip


def near(one: float, other: float) -> bool:
    """The same but for how numbers are written."""
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


# The figures of each reason, counted again from the rows.


def buys_again(world: World, offer: Recommendation, f: dict) -> bool:
    """How often, when last, and a moment within its interval."""
    days = world.days[offer.customer_id, f["product"]]
    gaps = [max((b - a).days, 1) for a, b in pairwise(days)]
    assert f["times"] == offer.support == len(days)
    assert f["days_since"] == (END - days[-1]).days
    if len(gaps) >= 3:  # drawn towards others', never beyond them
        assert min(gaps) / 60 < f["usual_gap"] < 60 * max(gaps)
    return f["next_low"] - 0.5 <= offer.in_days <= f["next_high"] + 0.5 and f["level"] == LEVEL


def pair(world: World, offer: Recommendation, f: dict) -> bool:
    """Customers with one, with the other and with both; no chance find; new to this customer."""
    who, units = offer.customer_id, len(world.everybody)
    first, second = world.buyers(f["owned"]), world.buyers(f["product"])
    both = len(first & second)
    assert offer.owned == (f["owned"],)
    assert f["owned"] in world.has(who)
    assert f["product"] not in world.has(who)
    assert f["together"] == offer.support == both >= 10
    assert hypergeom.sf(both - 1, units, len(first), len(second)) <= 0.05
    assert near(f["share"], both / len(first))
    assert near(f["share_of_all"], len(second) / units)
    lift = both * units / (len(first) * len(second))
    assert near(f["lift"], lift)
    error = sqrt(1 / both - 1 / len(first) - 1 / len(second) + (2 * lift - 1) / units)
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * error
    return near(f["lift_low"], lift * exp(-half)) and near(f["lift_high"], lift * exp(half))


def bought_together(world: World, offer: Recommendation, f: dict) -> bool:
    """As of a pair, with the days from one to the other."""
    since = (END - world.days[offer.customer_id, f["owned"]][0]).days
    assert f["gap"] == world.gap(f["owned"], f["product"])
    assert f["days_since"] == since
    return pair(world, offer, f) and offer.in_days == max(round(f["gap"] - since), 0)


def goes_with(world: World, offer: Recommendation, f: dict) -> bool:
    """As of a pair that nobody bought in turn."""
    assert world.gap(f["owned"], f["product"]) is None
    return pair(world, offer, f) and offer.in_days == 0


def popular(world: World, offer: Recommendation, f: dict) -> bool:
    """Its buyers; where a category is named, this customer buys of it."""
    kind = {one["product_id"]: one["category"] for one in world.products}
    assert f["product"] not in world.has(offer.customer_id)
    assert f["customers"] == offer.support == len(world.buyers(f["product"]))
    if "category" not in f:
        return offer.owned == ()
    assert f["category"] == kind[f["product"]]
    return {kind[one] for one in offer.owned} == {f["category"]}


def step_up(world: World, offer: Recommendation, f: dict) -> bool:
    """The catalogue's price, and a ceiling that follows from what customers paid."""
    better, base = world.priced[f["product"]], world.priced[f["owned"]]
    assert offer.price == f["price"] == better["price"] > base["price"]
    assert better["category"] == base["category"]
    own = world.paid(offer.customer_id, base["category"])
    of_all = [world.paid(who, base["category"]) for who in world.payers]
    pool = [ratio for prices in of_all if len(prices) > 1 for ratio in _ratios(prices)]
    ratio = _four_fifths(_ratios(own)) * len(own) + max(_four_fifths(pool or [1.0]), 1.0) * 5
    assert f["purchases"] == offer.support == len(own)
    assert f["usual"] == sorted(own)[(len(own) - 1) // 2]
    assert near(f["ceiling"], f["usual"] * ratio / (len(own) + 5))
    margins = [float(one["price"]) - float(one["cost"]) for one in (better, base)]
    brings = offer.terms.chance_without * TAKE_UP * (margins[0] - margins[1])
    assert near(offer.terms.incremental_margin, brings)
    return offer.price <= f["ceiling"]


def _ratios(prices: list[float]) -> list[float]:
    middle = sorted(prices)[(len(prices) - 1) // 2]
    return [price / middle for price in prices]


def _four_fifths(figures: list[float]) -> float:
    return next(f for f in sorted(figures) if 5 * sum(g <= f for g in figures) >= 4 * len(figures))


RECOUNTS: dict[str, Callable[[World, Recommendation, dict], bool]] = {
    "buys_again": buys_again, "bought_together": bought_together, "goes_with": goes_with,
    "popular_in_category": popular, "popular_in_shop": popular, "step_up": step_up,
}  # fmt: skip


# The selling rules, said again: which of them an offer breaks, with the figures that show it.


def broken(world: World, offer: Recommendation) -> dict[str, list[dict]]:
    """By code: each way in which the rule is broken."""
    who, found = offer.customer_id, {}
    told = world.told(who)
    ours = [one for one in told if str(one["direction"]).lower() == "out"]
    lately = [one for one in ours if 0 <= (END - one["day"]).days < 30]
    refused = [one for one in ours if one["outcome"] in SAID_NO]
    same = [
        one
        for one in refused
        if one["product_id"] in offer.products
        or (one["product_id"] is None and offer.kind == "discover")
    ]
    open_now = [one for one in told if one["is_complaint"] and one["resolved_day"] is None]
    found["complaint_open"] = [{} for _ in open_now]
    found["said_no"] = [
        {"day": one["day"].isoformat(), "days": 30}
        for one in refused
        if (END - one["day"]).days < 30
    ]
    found["said_no_to_this"] = [
        {"day": one["day"].isoformat(), "days": 180}
        for one in same
        if END - one["day"] < timedelta(days=180)
    ]
    found["contacted_enough"] = [{"contacts": len(lately), "days": 30}] if len(lately) >= 2 else []
    foreign = sorted(set(offer.owned) - world.kept(who))
    found["no_link"] = [] if offer.owned else [{"product": ", ".join(offer.products)}]
    found["not_bought"] = [{"product": ", ".join(foreign)}] if foreign else []
    found["sent_back"] = [
        {"product": one, "share": share}
        for one in offer.products
        if one in world.priced and (share := world.returned.get(one, 0.0)) > 0.3
    ]
    least = sum(float(world.priced[one]["cost"]) for one in offer.products if one in world.priced)
    is_low = offer.price is not None and offer.price < least
    found["below_floor"] = [{"price": offer.price, "floor": least}] if is_low else []
    return {code: ways for code, ways in found.items() if ways}


def terms_recount(world: World, offer: Recommendation) -> None:
    """Odds, and the mean margin of a purchase after what is sent back."""
    terms = offer.terms
    assert 0 <= terms.chance_without <= 1
    if offer.kind == "upsell":
        return  # with its reason
    odds = ODDS * terms.chance_without
    assert near(terms.chance_with, odds / (1 - terms.chance_without + odds))
    margin = world.mean(offer.products[0], "margin")
    assert near(terms.margin_with, margin)
    assert near(terms.margin_without, margin)


def shown_is_right(world: World, one: Allowed) -> None:
    """No rule is broken, it pays, and what is taken off for returns recounts."""
    offer = one.offer
    assert broken(world, offer) == {}
    rates = {name: share for name, share in world.returned.items() if name in world.priced}
    usual = sum(rates.values()) / max(len(rates), 1)
    worse = max(rates.get(name, 0.0) - usual for name in offer.products)
    expected = max(offer.terms.chance_with * offer.terms.margin_with, 0.0)
    assert near(one.penalty, max(worse, 0.0) * expected)
    assert one.score > 0
    assert near(one.score, offer.terms.incremental_margin - one.penalty)
    assert {note.code for note in one.notes} <= {"later", "held_back"}
    for note in one.notes:
        want = one.penalty if note.code == "held_back" else offer.in_days
        assert want in note.figures.values()


def all_is_right(world: World, found: Offered, who: str) -> Counter:
    """Every suggestion and every veto of one customer; what was seen, by code."""
    seen = Counter()
    slot = [] if isinstance(found.upgrade, Reason) else [found.upgrade]
    for kind, offers in found.lists:
        assert all(one.offer.kind == kind for one in offers)
        order = [(max(one.offer.in_days, 0), -one.score) for one in offers]
        assert order == sorted(order)
    shown = [one for _, offers in found.lists for one in offers] + slot
    for one in shown:
        shown_is_right(world, one)
    for veto in found.vetoes:
        assert dict(veto.reason.figures) in broken(world, veto.offer)[veto.reason.code]
        seen[veto.reason.code] += 1
    offers = [one.offer for one in shown] + [veto.offer for veto in found.vetoes]
    named = [(offer.kind, offer.products) for offer in offers]
    assert len(set(named)) == len(named)
    for offer in offers:
        assert offer.customer_id == who
        assert RECOUNTS[offer.reason.code](world, offer, dict(offer.reason.figures))
        terms_recount(world, offer)
        if offer.kind == "replenish":
            assert offer.owned == offer.products
        assert in_words(offer.reason, Words("en")) != in_words(offer.reason, Words("es"))
        seen[offer.reason.code] += 1
    if isinstance(found.upgrade, Reason):
        assert found.upgrade.code in REASONS
        seen[found.upgrade.code] += 1
    if isinstance(found.options, ThreeOptions):
        base, middle, top = found.options.base, found.options.middle, found.options.top
        assert 10 * middle.price >= 11 * base.price
        assert 10 * top.price >= 11 * middle.price
        assert len({base.category, middle.category, top.category}) == 1
    return seen


@pytest.mark.slow
@pytest.mark.mission("X1", "X4", "X6", "X7", "X9", "X12")
def test_what_a_customer_is_offered_breaks_no_rule_and_recounts():
    """In random shops; and each reason and each veto is met, so that none is right unseen."""
    seen = Counter()

    for seed in range(WORLDS):
        world = world_of(seed)
        snapshot = world.snapshot()
        known = learn(snapshot)
        if isinstance(known, NotEnough):
            assert known.have < known.need
            continue
        for who in {*TARGETS, NOBODY} & world.customers:
            found = offers_for(snapshot, who, LEVEL, known)
            seen.update(all_is_right(world, found, who))
    assert {*SHOWN, *VETOES} <= set(seen), seen
    assert len(SLOTS & set(seen)) >= 4, seen
