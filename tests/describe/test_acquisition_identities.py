"""Identities of acquisition over random shops, recounted in plain Python, leap day included."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.describe.acquisition import break_even, cac, payback
from volver.describe.acquisition.people import People, discount
from volver.describe.acquisition.worth import retention_cost, worth
from volver.domain.estimate import NotEnough
from volver.domain.time import DiscountRate

EPOCH = date(1970, 1, 1)
START = (date(2023, 12, 20) - EPOCH).days  # the leap day and both changes of the clock lie within
AS_OF = START + 420
NAMES = st.sampled_from(["search", "social", None])
CENTS = st.integers(-3_000, 9_000)


def texts(names):
    """A column of names."""
    column = np.empty(len(names), dtype=object)
    column[:] = names
    return column


@st.composite
def shops(draw):
    """Up to eight customers with up to six moves each, and up to a dozen rows of spend."""
    count = draw(st.integers(1, 8))
    first = [START + draw(st.integers(0, 420)) for _ in range(count)]
    moves = []
    for who, born in enumerate(first):
        later = draw(st.lists(st.integers(0, AS_OF - born), max_size=5, unique=True))
        moves += [
            (who, day, 100 * draw(CENTS)) for day in sorted({born, *(born + d for d in later)})
        ]
    who, day, money = (np.array(column, dtype=np.int64) for column in zip(*moves, strict=True))
    none = np.zeros(len(who), dtype=np.int64)
    people = People(
        as_of=AS_OF,
        customer_id=texts([f"c{n}" for n in range(count)]),
        first=np.array(first, dtype=np.int64),
        first_margin=np.zeros(count),
        channel=texts([draw(NAMES) for _ in range(count)]),
        campaign=texts([draw(st.sampled_from(["spring", None])) for _ in range(count)]),
        referred_by=texts([None] * count),
        country=texts([None] * count),
        who=who,
        day=day,
        revenue=none,
        kept=money,
        service=none,
        value=np.array([draw(st.integers(0, 500)) / 10 for _ in range(count)]),
        value_variance=np.zeros(count),
    )
    rows = draw(st.lists(st.tuples(st.integers(0, 420), NAMES, CENTS), max_size=12))
    kinds = [draw(st.sampled_from(["marketing", "other"])) for _ in rows]
    spend = cac.Spent(
        day=np.array([START + day for day, _, _ in rows], dtype=np.int64),
        category=texts(kinds),
        channel=texts([name for _, name, _ in rows]),
        campaign=texts([draw(st.sampled_from(["spring", None])) for _ in rows]),
        amount=np.array([100 * cents for _, _, cents in rows], dtype=np.int64),
    )
    return people, spend


def plain(day):
    """A day as a date."""
    return EPOCH + timedelta(days=int(day))


@pytest.mark.slow
@pytest.mark.mission("K1")
@pytest.mark.mission("F10")
@given(shops())
def test_rows_of_spend_and_of_customers_are_the_whole(shop):
    """By channel, by campaign, by month and by category; and the whole is every row of the log."""
    people, spend = shop
    found = cac.cac(spend, people)
    months = [blended for blended, _ in found.by_month]
    cents = sum(int(amount) for amount in spend.amount) // 100
    assert round(found.blended.total * 100) == cents
    first_spend = min((plain(day) for day in spend.day), default=min(map(plain, people.first)))
    new = [plain(day) for day in people.first if plain(day) >= first_spend.replace(day=1)]
    assert found.blended.customers == len(new)
    assert found.before == len(people) - len(new)
    for rows in (found.by_channel, found.by_campaign, months):
        assert round(sum(row.total for row in rows) * 100) == cents
        assert sum(row.customers for row in rows) == len(new)
    for row in months:
        here = [day for day in new if 12 * day.year + day.month - 1 == row.month]
        assert row.customers == len(here)
    if new:
        parts = [found.blended.cac - found.blended.without(name) for name in found.blended.spend]
        assert sum(parts) == pytest.approx(found.blended.cac)


@pytest.mark.mission("F12")
@given(shops(), st.integers(1, 20_000))
def test_break_even_is_the_first_day_at_whose_end_the_sum_has_reached_the_cost(shop, cents):
    """Recounted day by day, for single customers and for all together."""
    people, _ = shop
    for group in (np.arange(len(people)), np.zeros(len(people), dtype=np.int64)):
        bars = np.full(group.max() + 1, cents * 100, dtype=np.int64)
        moves = (group[people.who], people.day, people.kept)
        found = break_even.first_covered(*moves, bars)
        mixed = np.random.default_rng(cents).permutation(len(people.who))
        for cells in (0, 10_000):  # sorted, and added up by day
            shuffled = (column[mixed] for column in moves)
            assert (break_even.first_covered(*shuffled, bars, cells) == found).all()
        for at in range(len(bars)):
            by_day = defaultdict(int)
            for who, day, money in zip(people.who, people.day, people.kept, strict=True):
                if group[who] == at:
                    by_day[int(day)] += int(money)
            running, covered = 0, break_even.NEVER_DAY
            for day in sorted(by_day):
                running += by_day[day]
                if running >= cents * 100 and covered < 0:
                    covered = day
            assert found[at] == covered


@given(st.integers(0, 5_000), st.integers(1, 30))
def test_a_day_is_in_its_month_of_age_exactly(days, customers):
    """A month is 365.25 / 12 days, and the least day that ends so many ends them."""
    lived = int(payback.months_lived(np.array(days)))
    assert lived == Fraction(days + 1) // (Fraction(36525, 100) / 12)
    last = payback.day_after_months(lived + 1)
    assert int(payback.months_lived(np.array(last))) == lived + 1
    assert int(payback.months_lived(np.array(last - 1))) == lived
    assert break_even.bar_per_customer(days, customers) == -(-days // customers)


@pytest.mark.mission("Q7")
@given(shops())
def test_a_curve_is_the_mean_of_what_was_brought_by_then(shop):
    """Recounted over customers; and no month that one of them has not lived."""
    people, _ = shop
    youngest = AS_OF - int(people.first.max())
    length = np.array([int(payback.months_lived(np.array(youngest)))])
    group = np.zeros(len(people), dtype=np.int64)
    ((points,),) = payback.curves(people, [group], [length], 0.9)
    assert len(points) == min(length[0], payback.MOST_MONTHS)
    for month, point in enumerate(points, start=1):
        until = Fraction(36525, 100) / 12 * month
        brought = sum(
            int(money)
            for who, day, money in zip(people.who, people.day, people.kept, strict=True)
            if day - people.first[who] < until
        )
        assert point.value == pytest.approx(brought / 10_000 / len(people))
        assert point.low <= point.value <= point.high


@pytest.mark.mission("F13")
@given(shops())
def test_a_longer_payback_counts_more_of_the_same(shop):
    """Up to where it is the whole worth, where no money is discounted."""
    people, _ = shop
    kept, rate = np.ones(len(people)), DiscountRate(0.0)
    nothing = NotEnough("none", 1, 0)
    whole = worth(people, rate, 365, kept, nothing)
    far = worth(people, rate, 365, kept, nothing, by_day=AS_OF)
    sooner = worth(people, rate, 365, kept, nothing, by_day=100)
    assert far.past + far.ahead == pytest.approx(
        whole.past + people.value * np.minimum((AS_OF - people.age) / 365, 1)
    )
    assert (sooner.ahead <= far.ahead + 1e-12).all()
    by_hand = np.zeros(len(people))
    for who, money in zip(people.who, people.kept, strict=True):
        by_hand[who] += money / 10_000
    assert whole.past == pytest.approx(by_hand)


@given(shops(), st.floats(0, 0.5))
def test_retention_spend_is_borne_by_those_who_were_customers(shop, annual):
    """To the cent where no money is discounted; with a rate, each day from each first order."""
    people, spend = shop
    rate = DiscountRate(annual)
    by_hand = np.zeros(len(people))
    for day, amount in zip(spend.day, spend.amount, strict=True):
        bearers = np.flatnonzero(people.first <= day)
        for who in bearers:
            after = day - people.first[who]
            by_hand[who] += amount / 10_000 / len(bearers) * discount(rate, np.array(after))
    assert retention_cost(people, spend, rate) == pytest.approx(by_hand, abs=1e-9)
