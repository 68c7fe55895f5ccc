"""Over random shops, histories and customers: no suggestion breaks a rule, each reason recounts.

What is checked is written here a second time, from the rules as people read them.
"""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.decide.offers.rank import ranked
from volver.decide.offers.rules import judge
from volver.decide.offers.upsell import accepted, category_ratio, reach, upgrade
from volver.domain.offer import Reason, Recommendation, Terms
from volver.domain.product import Product
from volver.domain.selling import Refusal, SellingRules, Situation
from volver.present.offers import REASONS

DAY = date(2024, 6, 1)
NAMES = ["p1", "p2", "p3", "p4", "p5", "p6"]
KINDS = ["replenish", "discover", "upsell", "bundle", "price", "reward", "referral"]
days = st.integers(-3, 200).map(lambda n: DAY - timedelta(days=n))
some = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
named = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).map(tuple)
shares = st.floats(0, 1)


def cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Amounts of money."""
    return st.integers(low, high).map(lambda n: Decimal(n) / 100)


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Product]:
    """Six products of two categories, some with a voltage, a rating and returns."""
    return {
        name: Product(
            name, draw(st.sampled_from(["a", "b"])), draw(cents(100, 3000)), draw(cents(0, 2000)),
            attributes=draw(st.sampled_from([{}, {"volt": "110"}, {"volt": "230"}])),
            rating=draw(st.none() | st.floats(1, 5)), ratings=draw(st.integers(0, 9)),
            return_share=draw(st.none() | shares),
        )
        for name in NAMES
    }  # fmt: skip


histories = st.lists(st.tuples(st.sampled_from(NAMES), st.floats(1, 30)), max_size=12)
offers = st.builds(
    Recommendation,
    customer_id=st.just("ana"), kind=st.sampled_from([*KINDS, *["upsell"] * 5]), products=named,
    owned=named | some,
    terms=st.builds(Terms, shares, shares, st.floats(-9, 30), st.floats(-9, 30), st.floats(0, 2)),
    reason=st.just(Reason("brings_nothing")), support=st.integers(0, 99),
    in_days=st.integers(0, 9), price=st.none() | st.floats(1, 40),
)  # fmt: skip
rules = st.builds(
    SellingRules, st.sampled_from([9, 1, 2]), st.integers(1, 60), st.sampled_from([30, 0, 60]),
    st.sampled_from([0, 90, 180]), st.sampled_from([1.0, 3.0, 4.5]), st.integers(0, 9),
    st.sampled_from([0.1, 0.5, 0.9]),
)  # fmt: skip
refusals = st.builds(Refusal, days, st.sampled_from(KINDS), some)
situations = st.builds(
    Situation, st.just("ana"), st.just(DAY), st.frozensets(st.sampled_from(NAMES), min_size=4),
    complaint_open=st.sampled_from([False, False, False, True]),
    contacts=st.lists(days, max_size=2).map(tuple),
    refusals=st.lists(refusals, max_size=2).map(tuple),
    wanted=st.frozensets(st.sampled_from([*NAMES, "a"]), max_size=2),
    unwanted=st.frozensets(st.sampled_from([*NAMES, "b", "c", "d", "e"]), max_size=3),
)  # fmt: skip


def ratios(prices: list[float]) -> list[float]:
    """Each price over the lower middle one."""
    middle = sorted(prices)[(len(prices) - 1) // 2]
    return [price / middle for price in prices]


def four_fifths(figures: list[float]) -> float:
    """The least that four of five do not exceed."""
    return next(f for f in sorted(figures) if 5 * sum(g <= f for g in figures) >= 4 * len(figures))


def is_allowed(o, s, shop, r, bought, floors) -> bool:
    """The rules, one by one."""
    since = [(s.day - day).days for day in s.contacts]
    here = [shop[name] for name in o.products]
    sells = o.kind not in ("reward", "referral")
    stop = s.complaint_open or sum(0 <= n < r.contact_days for n in since) >= r.most_contacts
    for no in s.refusals:
        ago = (s.day - no.day).days
        same = set(no.products) & set(o.products) or (not no.products and no.kind == o.kind)
        stop |= 0 <= ago < r.rest_days or bool(same and 0 <= ago < r.same_days)
    stop |= any(p.product_id in s.unwanted or p.category in s.unwanted for p in here)
    stop |= sells and (not o.owned or not set(o.owned) <= s.bought)
    for p in here:
        stop |= p.rating is not None and p.ratings >= r.least_ratings and p.rating < r.least_rating
        stop |= p.return_share is not None and p.return_share > r.most_returned
    if o.kind == "upsell":
        for p in here:
            like = [
                q for q in (shop[name] for name in o.owned)
                if p.category == q.category
                and ("volt" not in p.attributes or "volt" not in q.attributes
                     or p.attributes["volt"] == q.attributes["volt"])
            ]  # fmt: skip
            paid = [price for name, price in bought if shop[name].category == p.category]
            stop |= not like or not paid
            if paid:
                n, middle = len(paid), sorted(paid)[(len(paid) - 1) // 2]
                top = middle * (n * four_fifths(ratios(paid)) + 5) / (n + 5)
                price = float(p.price) if o.price is None else o.price
                stop |= price > top * (1 + 1e-9)
    if o.price is not None:
        stop |= o.price < sum(floors[name] for name in o.products) - 0.005
    return not stop


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    shop=catalogues(), bought=histories, made=st.lists(offers, min_size=8, max_size=16),
    situation=situations, r=rules,
)  # fmt: skip
def test_no_suggestion_breaks_a_rule(shop, bought, made, situation, r):
    """Each offer is allowed or vetoed once; what is shown pays, in an order that does not waver."""
    within = {
        category: found
        for category in ("a", "b")
        if (found := reach([p for name, p in bought if shop[name].category == category], 1.0))
    }
    situation = Situation(
        "ana", DAY, situation.bought | {name for name, _ in bought}, situation.complaint_open,
        situation.contacts, situation.refusals, situation.wanted, situation.unwanted, within,
    )  # fmt: skip
    floors = {name: float(one.cost) for name, one in shop.items()}
    found = judge(made, situation, shop, r, floors)
    allowed, vetoed = [one.offer for one in found.allowed], [veto.offer for veto in found.vetoes]
    expected = [is_allowed(o, situation, shop, r, bought, floors) for o in made]
    assert allowed == [o for o, fine in zip(made, expected, strict=True) if fine]
    assert vetoed == [o for o, fine in zip(made, expected, strict=True) if not fine]
    assert all(veto.reason.code in REASONS for veto in found.vetoes)
    shown = ranked(found.allowed)
    assert shown == ranked(found.allowed[::-1])
    assert all(one.score > 0 and one.penalty >= 0 for one in shown)
    for one in shown:
        t = one.offer.terms
        gain = t.chance_with * t.margin_with - t.chance_without * t.margin_without - t.cost
        assert one.score <= gain + 1e-9


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    shop=catalogues(), bought=histories, others=st.lists(st.floats(1, 30), max_size=8),
    owned=st.sampled_from(NAMES), chance=shares, take_up=shares,
)  # fmt: skip
def test_the_figures_of_an_upgrade_recount(shop, bought, others, owned, chance, take_up):
    """From the catalogue and the purchases; and nothing within reach would bring more."""
    own = [price for name, price in bought if shop[name].category == shop[owned].category]
    of_all = category_ratio(
        Counter(ratio for held in (own, others) if len(held) > 1 for ratio in accepted(held))
    )
    within = reach(own, of_all)
    found = upgrade("ana", owned, shop, within, chance, take_up)
    reason = found if isinstance(found, Reason) else found.reason
    assert reason.code in REASONS
    if not own:
        assert reason.code == "no_own_prices"
        return
    middle = sorted(own)[(len(own) - 1) // 2]
    pool = [ratio for prices in (own, others) if len(prices) > 1 for ratio in ratios(prices)]
    drawn = mean(
        [*[four_fifths(ratios(own))] * len(own), *[four_fifths(pool) if pool else 1.0] * 5]
    )
    if isinstance(found, Recommendation):
        (name,) = found.products
        better, base = shop[name], shop[owned]
        assert reason.figures["price"] == float(better.price) == found.price
        assert reason.figures["purchases"] == len(own) == found.support
        assert reason.figures["usual"] == middle
        assert abs(reason.figures["ceiling"] - middle * drawn) < 1e-6
        assert found.price <= middle * drawn + 1e-6
        assert better.category == base.category
        assert better.price > base.price
        gain = chance * take_up * float((better.price - better.cost) - (base.price - base.cost))
        assert abs(found.terms.incremental_margin - gain) < 1e-6
