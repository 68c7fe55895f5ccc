"""From a shop's own tables to an agent's card, by hand."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, START, engine_with, order, refund

from volver.decide.offers.known import catalogue, reaches, situation, usual_ratios
from volver.decide.offers.rank import card
from volver.decide.offers.rules import judge
from volver.decide.offers.upsell import upgrade
from volver.domain.selling import Reach, Refusal
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PRODUCTS = [
    ("home", "machine", "100", "70"), ("plus", "machine", "120", "80"),
    ("cup", "cups", "8", "3"), ("gift", None, "5", "1"), ("free", "cups", None, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Ana bought home four times and plus once, and sent a cup back; bo 20 cups, 5 came back."""
    lines = [order(k, "ana", k, "90.00", product_id="home") for k in range(1, 5)]
    lines += [order(5, "ana", 5, "115.00", product_id="plus")]
    lines += [order(6, "ana", 6, "8.00", product_id="cup"),
              refund(7, "ana", 8, "8.00", product_id="cup")]  # fmt: skip
    lines += [order(10 + k, "bo", k, "8.00", product_id="cup") for k in range(20)]
    lines += [refund(40 + k, "bo", 25, "8.00", product_id="cup") for k in range(5)]
    log = [
        {"customer_id": "ana", "day": START + timedelta(days=3), "direction": "in",
         "type": "ticket", "is_complaint": True, "resolved_day": START + timedelta(days=4)},
        {"customer_id": "ana", "day": START + timedelta(days=9), "direction": "out",
         "type": "call", "outcome": "No", "product_id": "cup"},
        {"customer_id": "ana", "day": START + timedelta(days=20), "direction": "Out",
         "type": "call", "outcome": "sold"},
        {"customer_id": "bo", "day": START + timedelta(days=20), "direction": "in",
         "type": "call", "is_complaint": True},
    ]  # fmt: skip
    engine = engine_with(lines)
    rows = [
        {"product_id": name, "category": category, "price": price and Decimal(price),
         "cost": cost and Decimal(cost)}
        for name, category, price, cost in PRODUCTS
    ]  # fmt: skip
    company = company_with(engine, products=rows, interactions=log)
    return Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()


def test_the_catalogue_holds_what_can_be_priced(snapshot):
    """Six of 21 cups came back; of the others too few were sold to say."""
    found = catalogue(snapshot)
    assert sorted(found) == ["cup", "home", "plus"]
    assert found["cup"].return_share == pytest.approx(6 / 21)
    assert found["plus"].return_share is None
    assert found["plus"].margin == 40


@pytest.mark.mission("X7")
def test_the_reach_of_each_at_list_prices(snapshot):
    """Ana paid for 100 four times and for 120 once: four fifths do not exceed 1 x 100."""
    assert reaches(snapshot, "ana", usual_ratios(snapshot)) == {
        "machine": Reach(100.0, 1.0, 5), "cups": Reach(8.0, 1.0, 1),
    }  # fmt: skip
    assert reaches(snapshot, "cy", usual_ratios(snapshot)) == {}


def test_reaches_are_recounted_from_the_lines():
    """Of 40 customers, some of whom sent everything back, with sorted lists and nothing else."""
    random, lines, held = Random(5), [], {}
    price = {"a": 10, "b": 15, "c": 40, "d": 7, "e": 0}
    category = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
    for number in range(1, 301):
        who, what = f"c{random.randrange(40)}", random.choice("aaabbcdeu")
        lines.append(order(number, who, number % 20, "9.00", product_id=what))
        if what in price:
            held.setdefault((who, category[what]), []).append(price[what])
        if who in ("c1", "c2"):
            lines.append(refund(1000 + number, who, 25, "9.00", product_id=what))
    engine = engine_with(lines)
    rows = [
        {"product_id": one, "category": category[one], "price": Decimal(price[one])}
        for one in price
    ]
    company = company_with(engine, products=rows)
    shop = Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()

    def ratios(bought):
        middle = sorted(bought)[(len(bought) - 1) // 2]
        return [one / middle for one in bought] if middle else []

    def four_fifths(figures):
        return sorted(figures)[-(-4 * len(figures) // 5) - 1] if figures else 1.0

    of_all = {
        kind: four_fifths(
            [r for (_, k), own in held.items() if k == kind and len(own) > 1 for r in ratios(own)]
        )
        for kind in "xy"
    }
    assert of_all["x"] > 1
    seen = 0
    for who in sorted({name for name, _ in held}):
        found = reaches(shop, who, usual_ratios(shop))
        own = {kind: held[who, kind] for kind in "xy" if ratios(held.get((who, kind), [0]))}
        assert set(found) == set(own)
        for kind, bought in own.items():
            n, mine = len(bought), four_fifths(ratios(bought))
            drawn = (n * mine + 5 * max(of_all[kind], 1)) / (n + 5)
            assert found[kind].ratio == pytest.approx(drawn)
            assert (found[kind].usual, found[kind].purchases) == (sorted(bought)[(n - 1) // 2], n)
            seen += 1
    assert seen > 50


@pytest.mark.mission("X9", "X2")
def test_what_ana_has_told_us(snapshot):
    """Her complaint is resolved; a log of calls says that she said no to cups; hers went back."""
    found = situation(snapshot, "ana", {})
    assert found.bought == {"home", "plus"}
    assert not found.complaint_open
    assert found.contacts == (START + timedelta(days=9), START + timedelta(days=20))
    assert found.refusals == (Refusal(START + timedelta(days=9), "discover", ("cup",)),)
    assert situation(snapshot, "bo", {}).complaint_open


@pytest.mark.mission("X8")
def test_a_card_from_the_tables_of_a_shop(snapshot):
    """With a reach of 1 no dearer machine is offered, and the card says so."""
    shop, within = catalogue(snapshot), reaches(snapshot, "ana", usual_ratios(snapshot))
    best = upgrade("ana", "home", shop, within["machine"], chance=0.5, take_up=0.2)
    offers, slot = card(judge([], situation(snapshot, "ana", within), shop), best)
    assert (offers, slot.code) == ((), "none_in_reach")
    assert dict(slot.figures) == {"price": 120.0, "ceiling": 100.0}
