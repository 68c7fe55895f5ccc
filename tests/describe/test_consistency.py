"""Returns, complaints and delays by product and month, beside who came back."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import REVENUE, Line, engine_with

from volver.describe.consistency import consistency
from volver.domain.estimate import NotEnough
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

END = date(2024, 12, 31)


def line(number, who, on, product, refund=False, amount="10.00"):
    """A line of one piece."""
    when = datetime(on.year, on.month, on.day, 12)  # noqa: DTZ001 - UTC
    money = Decimal(("-" if refund else "") + amount)
    return Line(1, number, None, who, when, on, product, None, money, None, refund, None)


def snapshot(made, **rows):
    """A shop at the end of the year."""
    engine = engine_with(made)
    company = company_with(engine, **rows)
    return Snapshot(engine, END, Shape(REVENUE, False, True), company=company).with_histories()


@pytest.fixture
def shop():
    """Forty buy tea in January, forty a cup in March.

    Of tea, ten send it back and one of those comes again within 180 days; of the other thirty,
    twelve do. Of cups, four complain, two wait for a promise, and one says that it came late;
    eight come again, and a ninth too late.
    """
    january, march = date(2024, 1, 5), date(2024, 3, 5)

    def days(n):
        return timedelta(days=n)

    tea = [f"t{n:02}" for n in range(40)]
    cups = [f"u{n:02}" for n in range(40)]
    bought = [
        *((who, january, "tea") for who in tea),
        *((who, january + days(20), "tea", True, "4.00") for who in tea[:10]),
        *((who, january + days(180), None) for who in (tea[0], *tea[10:22])),
        *((who, march, "cup") for who in cups),
        *((who, march + days(9), None) for who in cups[20:28]),
        (cups[30], march + days(181), None),
    ]
    made = [line(number, *one) for number, one in enumerate(bought, start=1)]
    due, kept = march + days(5), march + days(6)
    about = [
        *((who, {"is_complaint": True, "reason": "broken"}) for who in cups[:4]),
        (cups[4], {"promise_due": due, "resolved_day": kept}),
        (cups[5], {"promise_due": due}),
        (cups[6], {"reason": " Late "}),
        (cups[7], {"promise_due": due, "resolved_day": due}),
        (cups[8], {"day": march + days(91), "is_complaint": True}),
    ]
    talks = [
        {"customer_id": who, "product_id": "cup", "day": march + days(3), **rest}
        for who, rest in about
    ]
    return snapshot(made, interactions=talks)


@pytest.mark.mission("T3")
def test_quality_by_product_and_month_by_hand(shop):
    """Counts over forty buyers each."""
    found = consistency(shop, 0.9)
    told = {
        q.name: [40 * e.value for e in (q.returned, q.complained, q.delayed, q.came_back)]
        for q in found.products
    }
    assert told == {"cup": [0, 4, 3, 8], "tea": [10, 0, 0, 13]}
    assert [(q.month, q.buyers) for q in found.months] == [(24288, 40), (24290, 40)]
    assert all(q.returned.low <= q.returned.value <= q.returned.high for q in found.products)


@pytest.mark.mission("T3")
def test_what_goes_with_a_return_by_hand(shop):
    """One of ten against twelve of thirty came back: 30 points fewer; complaints are too few."""
    tolls = {toll.trouble: toll for toll in consistency(shop, 0.9).tolls}
    assert tolls["returned"].buyers == 10
    assert isinstance(tolls["returned"].difference, NotEnough)
    assert isinstance(tolls["complained"].difference, NotEnough)


@pytest.mark.mission("T3")
def test_the_toll_is_compared_within_products():
    """Product a is sent back often and its buyers always return, b is not and they seldom do.

    Within each, who sent back returned by 20 points less; thrown together it would look the other
    way round.
    """
    rng = np.random.default_rng(3)
    made, day = [], date(2024, 2, 5)
    for n in range(4000):
        product, back, again = ("a", 0.5, 0.8) if n % 2 else ("b", 0.1, 0.4)
        who, sent = f"c{n:04}", rng.random() < back
        made.append(line(len(made) + 1, who, day, product))
        if sent:
            made.append(line(len(made) + 1, who, day + timedelta(days=9), product, True, "5.00"))
        if rng.random() < again - 0.2 * sent:
            made.append(line(len(made) + 1, who, day + timedelta(days=30), None))
    found = consistency(snapshot(made), 0.9)
    toll = next(t for t in found.tolls if t.trouble == "returned").difference
    assert toll.low <= -0.2 <= toll.high
    assert toll.high - toll.low < 0.12


def test_buyers_who_had_no_time_to_come_back_are_left_out(shop):
    """180 days before the end of June no month is over."""
    assert isinstance(consistency(shop.at(date(2024, 6, 30)), 0.9), NotEnough)
