"""Price rules and referrals over random shops: no limit is broken, and every figure recounts."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.offers.sample_shop import product

from volver.decide.offers.price_ledger import Asked, PriceLedger
from volver.decide.offers.price_rules import Outlook, PriceRule, simulate, take_up
from volver.decide.offers.prices import PriceLimits
from volver.decide.offers.referrals import Programme, referral
from volver.decide.segments.parse import parse
from volver.domain.errors import BadInput
from volver.domain.offer import Reason

DAY = date(2024, 6, 1)
CENT = Decimal("0.01")
money = st.integers(1, 5000).map(lambda cents: Decimal(cents) / 100)
changes = st.integers(-60, 60).map(lambda percent: Decimal(percent) / 100)
catalogues = st.lists(
    st.tuples(st.sampled_from(["drinks", "cups", "books"]), money, money), min_size=1, max_size=4
).map(
    lambda rows: [
        product(f"p{at}", category, str(price), str(cost))
        for at, (category, price, cost) in enumerate(rows)
    ]
)
limits = st.builds(
    PriceLimits,
    least_margin=money,
    least_margin_share=st.integers(0, 60).map(lambda percent: Decimal(percent) / 100),
    highest=st.none() | money,
    most_change=st.integers(0, 40).map(lambda percent: Decimal(percent) / 100),
    days_between=st.integers(0, 20),
)
rules = st.lists(
    st.builds(
        PriceRule,
        st.sampled_from(["one", "two"]),
        changes,
        st.frozensets(st.sampled_from(["drinks", "cups"]), max_size=2),
    ),
    min_size=1,
    max_size=3,
)


def asked_of(book, name, day):
    """Prices asked of everybody, day by day: of this day, of the 30 before, of the last of them."""
    prices = [one for one in book.entries if one.product_id == name and not one.personal]

    def on(when):
        held = [one.price for one in prices if one.day <= when]
        return held[-1] if held else None

    month = [on(day - timedelta(days=back)) for back in range(1, 31)]
    return on(day), [price for price in month if price is not None], on(day - timedelta(days=30))


@pytest.mark.mission("X15")
@settings(max_examples=60, deadline=None)
@given(catalogues, limits, st.lists(st.tuples(rules, st.integers(0, 25)), min_size=1, max_size=5))
def test_no_string_of_rules_breaks_a_limit(shop, kept, steps):
    """Each simulation is taken up; every price is held against floor, ceiling, change and rest, and
    every reduction against the lowest of 30 days, counted anew from the ledger."""
    start = DAY - timedelta(days=40)
    book = PriceLedger(tuple(Asked(one.product_id, start, one.price) for one in shop))
    day, log = DAY, []
    by_id = {one.product_id: one for one in shop}
    for ruled, wait in steps:
        day += timedelta(days=wait)
        found = simulate(ruled, shop, kept, book, day, Outlook({}))
        for row in found.rows:
            told, thing = row.advice, by_id[row.advice.product_id]
            now, month, before = asked_of(book, thing.product_id, day)
            assert told.current == now
            first = next(r for r in ruled if not r.categories or thing.category in r.categories)
            assert (row.rule, told.wanted) == (first.name, now * (1 + first.change))
            if told.price is None:
                assert "no_room" in [reason.code for reason in told.reasons]
                continue
            floor = max(thing.cost + kept.least_margin, thing.cost / (1 - kept.least_margin_share))
            assert told.price >= floor
            assert kept.highest is None or told.price <= kept.highest
            if told.price != now:
                origin = now if before is None else before
                low = (origin * (1 - kept.most_change)).quantize(CENT, ROUND_CEILING)
                assert low <= told.price
                assert told.price <= (origin * (1 + kept.most_change)).quantize(CENT, ROUND_FLOOR)
            if told.price != told.wanted.quantize(CENT):
                assert told.reasons, "what held it back is said"
            if told.reduction is not None:
                assert told.reduction.prior == min(month)
                assert told.price < told.reduction.prior
                cut = 1 - told.price / min(month)
                assert told.reduction.share <= cut < told.reduction.share + CENT
        changed = {row.advice.product_id for row in found.rows
                   if row.advice.price not in (None, row.advice.current)}  # fmt: skip
        for name in changed:
            moves = [line.day for line in log if line.product_id == name]
            assert not moves or (day - moves[-1]).days >= kept.days_between
        book, lines = take_up(ruled, kept, found, book, "Eva", day)
        assert {line.product_id for line in lines} == changed
        assert all(line.by == "Eva" and line.old != line.new for line in lines)
        log += lines
    for name in by_id:
        of_it = [line for line in log if line.product_id == name]
        assert all(a.new == b.old for a, b in pairwise(of_it))


@pytest.mark.mission("X15")
@settings(max_examples=20, deadline=None)
@given(
    catalogues,
    changes,
    st.sampled_from(
        ["gender = 'f'", "years_old > 60", "orders > 1 and gender = 'm'", 'attribute "edad" > 60']
    ),
)
def test_no_rule_may_ask_for_what_the_law_protects(shop, change, asks):
    """Whatever else it asks, and whatever it would do."""
    rule = PriceRule("some", change, audience=parse(asks))
    with pytest.raises(BadInput):
        simulate([rule], shop, PriceLimits(), PriceLedger(()), DAY, Outlook({}))


@pytest.mark.mission("X15")
@settings(max_examples=30, deadline=None)
@given(catalogues, limits, changes)
def test_a_price_for_some_never_passes_the_list_price(shop, kept, change):
    """It keeps the floor, announces no reduction, and must be disclosed."""
    book = PriceLedger(tuple(Asked(one.product_id, DAY, one.price) for one in shop))
    rule = PriceRule("some", change, audience=parse("orders > 1"))
    outlook = Outlook({}, reached={"some": frozenset({"ana"})}, customers=("ana", "bo"))
    for row in simulate([rule], shop, kept, book, DAY, outlook).rows:
        told = row.advice
        assert told.reduction is None
        assert told.inputs == ("orders",)
        if told.price is not None:
            assert told.must_disclose
            assert kept.floor(next(o.cost for o in shop if o.product_id == told.product_id)) <= (
                told.price
            )
            assert told.price <= told.current


@pytest.mark.mission("P3")
@given(
    i=st.floats(0, 5), c=st.floats(0, 1), value=st.floats(-50, 200), share=st.floats(0, 1),
    to_us=st.floats(0, 40), to_them=st.floats(0, 40), invalid=st.floats(0, 0.9),
    cost=st.floats(0, 5),
)  # fmt: skip
def test_a_referral_is_asked_for_only_where_a_friend_brings_more_than_both_rewards(
    i, c, value, share, to_us, to_them, invalid, cost
):
    """Its margin and the figures of its reason are counted anew."""
    found = referral("ana", Programme(i, c, value, share, to_us, to_them, invalid), 100, cost)
    brings = share * value - (to_us + to_them) / (1 - invalid)
    said = (found if isinstance(found, Reason) else found.reason).figures
    assert said["brings"] == pytest.approx(brings, abs=1e-9)
    assert said["rewards"] == to_us + to_them
    assert said["most"] == pytest.approx(max(share * value, 0.0) * (1 - invalid))
    assert said["friends"] == pytest.approx(i * c)
    if isinstance(found, Reason):
        assert brings <= 1e-9
    else:
        assert brings > 0
        assert said["rewards"] <= said["most"] + 1e-9
        assert found.terms.incremental_margin == pytest.approx(i * c * brings - cost)
