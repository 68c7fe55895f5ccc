"""Prices within their limits, and what may be said of a reduction, by hand and for any ledger."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.offers.sample_shop import product

from volver.decide.offers.price_ledger import Announced, Asked, PriceLedger, announce
from volver.decide.offers.prices import PriceLimits, advise, blocked, promotion
from volver.domain.errors import BadInput
from volver.domain.offer import Reason

D = Decimal
DAY = date(2024, 6, 1)
COFFEE = product("coffee", "beans", "10.00", "6.00")


def ledger(*entries: tuple[int, str], personal: bool = False) -> PriceLedger:
    """Prices of coffee, `days` after 1 May 2024 = 31 days before DAY."""
    first = DAY - timedelta(days=31)
    days = [(first + timedelta(days=day), D(price)) for day, price in entries]
    return PriceLedger(tuple(Asked("coffee", day, price, personal) for day, price in days))


# Day 1 is 2 May, the first of the 30 days before 1 June; day 30 is 31 May, the last of them.
@pytest.mark.mission("X15")
@pytest.mark.parametrize(
    ("entries", "new", "prior", "share", "days"),
    [
        ([(0, "10")], "8", "10", "0.20", 30),
        # Raised before the sale: the percentage is from 10, not from 12.
        ([(0, "10"), (20, "12")], "9", "10", "0.10", 30),
        # A sale of three days within the 30: its price is the lowest.
        ([(0, "10"), (10, "7"), (13, "10")], "6.30", "7", "0.10", 30),
        # That sale ended before the 30 days began.
        ([(-5, "7"), (1, "10")], "9", "10", "0.10", 30),
        # It ended on their first day, so it held on none of them but the price of then did.
        ([(-5, "7"), (2, "10")], "6.30", "7", "0.10", 30),
        # Never too much: 1 - 6.99 / 10 is 30.1 %, said as 30 %.
        ([(0, "10")], "6.99", "10", "0.30", 30),
        # New for ten days: what is known of it.
        ([(21, "10")], "8", "10", "0.20", 10),
    ],
)
def test_a_reduction_by_a_ledger_written_by_hand(entries, new, prior, share, days):
    """The lowest price of the 30 days before, and the percentage from it."""
    found = announce(ledger(*entries), "coffee", DAY, D(new))
    assert found == Announced(D(new), D(prior), D(share), days)


@pytest.mark.mission("X15")
def test_what_is_not_lower_than_the_lowest_is_no_reduction():
    """From 12 to 11, after 10 a fortnight ago: nothing may be announced."""
    found = announce(ledger((0, "10"), (20, "12")), "coffee", DAY, D("11"))
    assert found == Reason("no_reduction", {"price": 11.0, "lowest": 10.0, "days": 30})
    assert announce(PriceLedger(), "coffee", DAY, D(1)).code == "no_prior_price"


def test_the_price_of_one_person_is_no_price_of_everybody():
    """A coupon of last week does not count."""
    book = ledger((0, "10")).having(Asked("coffee", DAY - timedelta(days=7), D(5), personal=True))
    assert announce(book, "coffee", DAY, D(8)).prior == 10


def test_a_growing_reduction_may_be_held_against_the_price_before_it_began():
    """10, from 27 May 9, from 1 June 8: from 10 where the law says so, else from 9."""
    book = ledger((0, "10"), (26, "9"))
    assert announce(book, "coffee", DAY, D(8)).prior == 9
    since = DAY - timedelta(days=5)
    assert announce(book, "coffee", DAY, D(8), reduced_since=since).prior == 10


def test_the_past_of_a_ledger_stays():
    """Neither an earlier day nor a price below zero is appended."""
    with pytest.raises(BadInput, match="already written down"):
        ledger((5, "10"), (4, "9"))
    with pytest.raises(BadInput, match="no price"):
        ledger((5, "-1"))


def last_before(entries: list[tuple[int, str]], day: int) -> int:
    """The last price of an earlier day."""
    return int([price for at, price in entries if at < day][-1])


@given(
    steps=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 30)), min_size=1, max_size=12),
    new=st.integers(1, 30),
)
def test_the_lowest_price_day_by_day(steps, new):
    """Against walking through every one of the 30 days."""
    day, entries = 0, []
    for wait, price in steps:
        day += wait
        entries.append((day, str(price)))
    book = ledger(*entries)
    first = DAY - timedelta(days=31)
    asked = [
        min([int(p) for at, p in entries if at == n] or [last_before(entries, n)])
        for n in range(1, 31)
        if entries[0][0] <= n
    ]
    found = announce(book, "coffee", first + timedelta(days=31), D(new))
    if not asked or new >= min(asked):
        assert isinstance(found, Reason)
    else:
        assert (found.prior, found.days) == (min(asked), len(asked))
        assert found.share <= 1 - D(new) / found.prior < found.share + D("0.01")


@pytest.mark.mission("X15")
def test_an_advised_price_by_hand():
    """Wanted 7; the floor is 6 / 0.8 = 7.50, and a tenth down from 10 is 9: 9 it is."""
    limits = PriceLimits(least_margin_share=D("0.2"))
    found = advise(COFFEE, D(7), limits, ledger((0, "10")), DAY)
    assert (found.price, found.floor, found.current) == (D(9), D("7.50"), D(10))
    assert found.reduction == Announced(D(9), D(10), D("0.10"), 30)
    assert [reason.code for reason in found.reasons] == ["change_capped"]
    free = PriceLimits(least_margin_share=D("0.2"), most_change=D(1))
    assert advise(COFFEE, D(7), free, ledger((0, "10")), DAY).price == D("7.50")


def test_a_price_that_cannot_keep_every_limit_is_left_to_a_person():
    """The floor of 12 is more than a tenth above 10; yesterday's change rests for a week."""
    dear = PriceLimits(least_margin=D(6))
    found = advise(COFFEE, D(13), dear, ledger((0, "10")), DAY)
    assert found.price is None
    assert found.reasons[-1] == Reason("no_room", {"least": 12.0, "most": 11.0})
    rested = advise(COFFEE, D(9), PriceLimits(), ledger((0, "9"), (30, "10")), DAY)
    assert (rested.price, rested.reasons[0].code) == (D(10), "changed_lately")


@pytest.mark.mission("X15")
def test_a_price_for_one_person_is_disclosed_and_never_above_the_list():
    """12 is wanted for somebody: the ceiling is the list price of 10."""
    found = advise(COFFEE, D(12), PriceLimits(), ledger((0, "10")), DAY, ("orders",), True)
    assert (found.price, found.must_disclose, found.reduction) == (D(10), True, None)
    assert not advise(COFFEE, D(10), PriceLimits(), ledger((0, "10")), DAY).must_disclose


@pytest.mark.mission("X15")
@pytest.mark.parametrize("trait", ["gender", "years_old", "birth_year", "Género", "customer_age"])
def test_what_the_law_protects_decides_on_no_price(trait):
    """By its own name, and by the name of an attribute that tells it."""
    assert blocked(["orders", trait, "page_views"]) == [trait]
    with pytest.raises(BadInput, match="may not decide"):
        advise(COFFEE, D(9), PriceLimits(), PriceLedger(), DAY, ("orders", trait), True)


money = st.integers(1, 3000).map(lambda cents: D(cents) / 100)
limits = st.builds(
    PriceLimits,
    least_margin=st.integers(0, 300).map(lambda cents: D(cents) / 100),
    least_margin_share=st.integers(0, 90).map(lambda percent: D(percent) / 100),
    highest=st.none() | money,
    most_change=st.integers(0, 50).map(lambda percent: D(percent) / 100),
    period_days=st.integers(1, 40),
    days_between=st.integers(0, 20),
)


@settings(max_examples=60)
@given(
    limits=limits, first=money, cost=money,
    asked=st.lists(st.tuples(st.integers(0, 15), money), min_size=1, max_size=15),
)  # fmt: skip
def test_no_string_of_advice_breaks_a_limit(limits, first, cost, asked):
    """Each advice is taken up; then every price is held against every limit anew."""
    thing = product("coffee", "beans", str(first), str(cost))
    book, day = PriceLedger((Asked("coffee", DAY, first),)), DAY
    taken = [(day, first)]
    for wait, wanted in asked:
        day += timedelta(days=wait)
        found = advise(thing, wanted, limits, book, day)
        if found.price is None or found.price == found.current:
            continue
        book = book.having(Asked("coffee", day, found.price))
        taken.append((day, found.price))
        assert found.price * (1 - limits.least_margin_share) >= cost
        assert found.price >= cost + limits.least_margin
        assert limits.highest is None or found.price <= limits.highest
    for (before, _), (after, _) in pairwise(taken[1:]):
        assert (after - before).days >= limits.days_between
    for day, price in taken[1:]:
        old = [p for when, p in taken if when <= day - timedelta(days=limits.period_days)]
        base = old[-1] if old else first
        assert abs(price - base) <= base * limits.most_change


@settings(max_examples=60)
@given(limits=limits, first=money, cost=money, wanted=money)
def test_a_personal_price_breaks_no_limit(limits, first, cost, wanted):
    """Never above the list price, and below it by no more than the limit."""
    thing = product("coffee", "beans", str(first), str(cost))
    found = advise(thing, wanted, limits, PriceLedger(), DAY, personalised=True)
    if found.price is not None:
        assert limits.floor(cost) <= found.price <= first
        assert first - found.price <= first * limits.most_change
    assert found.reduction is None


@pytest.mark.mission("X12")
def test_a_promotion_without_an_end_shows_its_floor_and_what_a_year_costs():
    """2 off each of 1,200 pieces a year; 8 - 6 stays of each; the floor is 6 / 0.8."""
    asked = partial(promotion, COFFEE, pieces_a_year=1200)
    found = asked(D(8), limits=PriceLimits(least_margin_share=D("0.2")))
    assert found.until is None
    assert (found.yearly_cost, found.margin_per_piece, found.floor) == (2400, 2, D("7.50"))
    assert found.keeps_floor
    assert not asked(D(7), limits=PriceLimits(least_margin_share=D("0.2"))).keeps_floor


@settings(max_examples=100)
@given(
    limits=limits, first=money, cost=money, wanted=money, personal=st.booleans(),
    before=st.lists(st.tuples(st.integers(0, 40), money), max_size=3),
)  # fmt: skip
def test_an_advice_is_the_nearest_price_and_says_what_held_it_back(
    limits, first, cost, wanted, personal, before
):
    """The ends are counted again from the ledger; a reason stands only where it holds."""
    days = [DAY - timedelta(days=ago) for ago, _ in sorted(before, reverse=True)]
    prices = [price for _, price in sorted(before, reverse=True)]
    start = Asked("coffee", DAY - timedelta(days=99), first)
    rest = (Asked("coffee", day, price) for day, price in zip(days, prices, strict=True))
    thing, book = product("coffee", "beans", str(first), str(cost)), PriceLedger((start, *rest))
    current = prices[-1] if prices else first
    moves = [(start.day, first), *zip(days, prices, strict=True)]
    changed = [b[0] for a, b in pairwise(moves) if a[1] != b[1]]
    resting = not personal and changed and (DAY - changed[-1]).days < limits.days_between
    since = DAY - timedelta(days=limits.period_days)
    base = current if personal else [price for day, price in moves if day <= since][-1]
    floor = limits.floor(cost)
    low, high = base - base * limits.most_change, base + base * limits.most_change
    if wanted == current or resting:
        low, high = current, current
    tops = [high, *([limits.highest] if limits.highest else []), *([current] if personal else [])]
    found = advise(thing, wanted, limits, book, DAY, personalised=personal)
    told = {reason.code: dict(reason.figures) for reason in found.reasons}
    cent = D("0.01")
    if found.price is None:
        assert max(floor, low) > min(tops) - 2 * cent
        assert told["no_room"]["least"] > told["no_room"]["most"]
    else:
        assert max(floor, low) <= found.price <= min(tops)
        nearest = min(max(wanted, floor, low), *tops)
        assert abs(found.price - nearest) < cent
    assert ("changed_lately" in told) == bool(resting and wanted != current)
    if "change_capped" in told:
        assert not low <= wanted <= high
        assert told["change_capped"]["before"] == float(base)
    assert ("at_floor" in told) == (found.price == floor and wanted < floor)
    if "at_floor" in told:
        assert told["at_floor"] == {"floor": float(floor), "cost": float(cost)}
    if "at_ceiling" in told:
        assert told["at_ceiling"]["ceiling"] == float(min(tops[1:])) == float(found.price)
