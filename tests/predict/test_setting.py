"""How customers order shows in the days and amounts of their orders: never more than said."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.predict.test_real_shops import CDNOW, looked_at, retail
from tests.truth.choice_figures import JOURNEY
from tests.truth.seasons import READ, real

from volver import value
from volver.domain.money import Basis
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.setting import OF_SOME, card_of, setting_of, traces_of
from volver.present.words import Words
from volver.stats.simulate import World, simulate
from volver.store.views import Shape

FIRST_DAY = np.datetime64("2021-01-04")
MODEL = BgBb(alpha=1.2, beta=1.0, gamma=0.8, delta=6.0)


def continuous(rate_days, seed):
    """Orders on any day, a customer once in so many days."""
    world = World(r=1.5, alpha=1.5 * rate_days, a=0.8, b=4.0, leaving="after_orders", p=6.0, q=4.0,
                  gamma=15.0)  # fmt: skip
    orders, _ = simulate(world, 1500, 400, 1000, 1, np.random.default_rng(seed))
    return orders.customer, FIRST_DAY + orders.day.astype("timedelta64[D]")


def discrete(points, seed, own_day=None, spread=0):
    """Orders at points of the calendar, with up to `spread` days to answer, or moved for each
    customer to a day of their own."""
    generator = np.random.default_rng(seed)
    customers, seen = 800, len(points)
    p = generator.beta(MODEL.alpha, MODEL.beta, customers)
    there = generator.geometric(generator.beta(MODEL.gamma, MODEL.delta, customers))
    ordered = generator.random((customers, seen)) < p[:, None]
    ordered &= np.arange(seen) < there[:, None]
    who, place = np.nonzero(ordered)
    day = points[place] + generator.integers(0, spread + 1, len(who)).astype("timedelta64[D]")
    if own_day:
        day = day + generator.integers(0, own_day, customers)[who].astype("timedelta64[D]")
    return who, day


def seen(who, day):
    """The traces of orders of any amount."""
    return traces_of(who, day, np.random.default_rng(9).gamma(4.0, 10.0, len(who)))


MONTHLY = np.array([f"{y}-{m:02d}-05" for y in (2021, 2022, 2023) for m in range(1, 13)],
                   "datetime64[D]")  # fmt: skip
SATURDAYS = np.arange(np.datetime64("2022-01-01"), np.datetime64("2023-12-31"), 7)
YEARLY = np.array([f"{year}-12-01" for year in range(2012, 2024)], "datetime64[D]")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rate_days", [5, 30, 150])
def test_a_shop_that_is_always_open_is_continuous(rate_days, seed):
    """However often its customers come."""
    found = seen(*continuous(rate_days, seed))
    assert found.kind == "continuous"
    assert found.every is None
    assert found.crowding > 0.9
    assert found.excess < 0.3


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("points", "spread", "every"),
    [(MONTHLY, 0, "month"), (MONTHLY, 3, "month"), (SATURDAYS, 0, "week"), (YEARLY, 9, "year")],
    ids=["monthly event", "monthly appeal", "Saturday market", "yearly appeal"],
)
def test_orders_at_points_of_the_calendar_are_discrete(points, spread, every, seed):
    """Also where an appeal takes some days to be answered."""
    found = seen(*discrete(points, seed, spread=spread))
    assert found.kind == "discrete"
    assert found.every == every
    assert len(found.evidence) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_box_on_the_customers_own_day_is_discrete(seed):
    """All days of the calendar are used, and each customer keeps a rhythm."""
    found = seen(*discrete(MONTHLY, seed, own_day=23))
    assert found.kind == "discrete"
    assert found.every == "month"
    assert found.excess > 0.9


def test_a_shop_closed_on_sundays_is_not_discrete():
    """Six days in seven are no points."""
    who, day = continuous(20, 4)
    monday = (day.astype(int) + 3) % 7
    found = seen(who[monday != 6], day[monday != 6])
    assert found.kind == "continuous"


def test_the_evidence_is_told_with_its_numbers():
    """A reader can judge for themselves."""
    found = seen(*discrete(MONTHLY, 1))
    assert found.evidence[0].startswith("Days with an order: 36 of 1,065; as many orders at random")
    assert found.evidence[1].startswith("Gaps between orders of a customer at whole multiples of")


def test_too_few_orders_say_nothing():
    """No rhythm is read into a handful."""
    who, day = discrete(MONTHLY, 1)
    assert seen(who[:20], day[:20]) is None
    assert card_of(None).kind == "unknown"


def billed(customers, seed, every="month", leaving=0.06, late=0.0, price_change=False):
    """Payments of subscribers: one plan each, on their own day, until they leave for good.

    late: share of payments that come a day or two late, since a card failed at first.
    """
    generator = np.random.default_rng(seed)
    plans = generator.choice([9.99, 19.99, 49.99], customers)
    stay = np.minimum(generator.geometric(leaving, customers), 30)
    lines = []
    for who in range(customers):
        start = FIRST_DAY + int(generator.integers(0, 600))
        for k in range(stay[who]):
            if every == "month":
                month = start.astype("datetime64[M]") + k
                within = int((start - start.astype("datetime64[M]")).astype(int))
                last = int(((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]"))
                           .astype(int)) - 1  # fmt: skip
                day = month.astype("datetime64[D]") + min(within, last)
            else:
                day = start + every * k
            if generator.random() < late:
                day = day + int(generator.integers(1, 3))
            paid = plans[who] * (1.1 if price_change and k >= 12 else 1.0)
            lines.append((who, day, paid))
    who, day, paid = zip(*lines, strict=True)
    return np.array(who), np.array(day, "datetime64[D]"), np.array(paid)


@pytest.mark.parametrize(
    ("more", "every"),
    [({}, "month"), ({"late": 0.05}, "month"), ({"price_change": True}, "month"),
     ({"every": 14}, 14), ({"every": 7}, "week"), ({"every": 365}, "year")],
    ids=["monthly", "cards fail", "dearer after a year", "fortnightly", "weekly", "yearly"],
)  # fmt: skip
@pytest.mark.parametrize("seed", [1, 2])
def test_payments_of_one_amount_at_one_period_are_a_contract(more, every, seed):
    """Whoever stops is gone: the end is seen."""
    found = traces_of(*billed(400, seed, **more))
    assert found.kind == "contractual"
    assert found.every == every


def test_boxes_that_may_be_skipped_are_no_contract():
    """The same amounts on the same days, and customers who come back."""
    who, day = discrete(MONTHLY, 2, own_day=23)
    assert traces_of(who, day, np.full(len(who), 25.0)).kind == "discrete"


def test_regular_orders_of_any_amount_are_no_contract():
    """Who pays what they like has no plan."""
    who, day, paid = billed(400, 3)
    amounts = np.random.default_rng(5).gamma(4.0, 10.0, len(paid))
    assert traces_of(who, day, amounts).kind == "discrete"


def test_the_order_of_rows_and_two_payments_on_a_day_do_not_matter():
    """A day is one occasion, with the sum of its payments."""
    who, day, paid = billed(300, 4)
    mixed = np.random.default_rng(1).permutation(np.repeat(np.arange(len(who)), 2))
    assert traces_of(who[mixed], day[mixed], paid[mixed] / 2) == traces_of(who, day, paid)


def written(path, who, day, paid):
    """A file of orders."""
    lines = [f"k{w},{d},{p:.2f}" for w, d, p in zip(who, day, paid, strict=True)]
    path.write_text("customer,date,amount\n" + "\n".join(lines) + "\n", "utf-8")
    return str(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "command"),
    [
        pytest.param("contractual", "volver renewals", marks=pytest.mark.long),  # 12 phases
        ("discrete", "volver opportunities"),
    ],
)
def test_a_file_is_valued_as_asked_and_the_finding_is_told(tmp_path, kind, command):
    """On the card with the figures, in the terminal and in the report; in Spanish too."""
    from volver.present.report import render
    from volver.present.summary import summarize

    if kind == "contractual":
        orders = billed(200, 1)
    else:
        who, day = discrete(MONTHLY, 1)
        orders = who, day, np.random.default_rng(2).gamma(4.0, 10.0, len(who))
    found = value(written(tmp_path / "orders.csv", *orders), currency="EUR")
    setting = found.card["setting"]
    assert (setting["kind"], setting["every"]) == (kind, "month")
    assert command in setting["reason"]
    assert found.card["step"] != "none"
    data = found._found.data
    assert setting["reason"] in summarize(data, "en").notes
    spanish = Words("es").term(setting["reason"])
    assert command in spanish
    assert "orders" not in spanish
    assert spanish in summarize(data, "es").notes
    assert command in render(data, "en")


@pytest.mark.slow
def test_an_ordinary_shop_hears_nothing_of_it_in_the_terminal(tmp_path):
    """The report says it in one line."""
    from volver.present.summary import summarize

    who, day = continuous(30, 1)
    paid = np.random.default_rng(2).gamma(4.0, 10.0, len(who))
    found = value(written(tmp_path / "orders.csv", who, day, paid), currency="EUR")
    assert found.card["setting"]["kind"] == "continuous"
    notes = " ".join(summarize(found._found.data, "en").notes)
    assert "volver renewals" not in notes
    assert "volver opportunities" not in notes


def test_of_many_customers_some_are_looked_at(tmp_path, monkeypatch):
    """From the middle of them; what is found is the same."""
    who, day, paid = billed(900, 6, late=0.1)
    path = written(tmp_path / "orders.csv", who, day, paid)
    sql = READ.format(who="customer", day="date", paid="amount")
    snapshot = looked_at(sql, path, Shape(Basis("revenue"), False, False), date(2025, 1, 1))
    whole = setting_of(snapshot)
    found = snapshot.columns(OF_SOME, first=400, last=499)
    assert np.unique(found["customer"]).tolist() == list(range(400, 500))
    monkeypatch.setattr("volver.predict.setting.SOME", 100)
    some = setting_of(snapshot)
    assert some.kind == whole.kind == "contractual"
    rows = {name: found[name] for name in ("customer", "day", "paid")}
    assert card_of(traces_of(*rows.values())) == some


def shops(folder):
    """How to look at each of the shops that everybody knows, as on its last day."""
    plain = Shape(Basis("revenue"), False, False)
    return {
        "CDNOW": lambda: looked_at(CDNOW, folder / "cdnow/CDNOW_master.txt.gz", plain,
                                   date(1998, 6, 30)),
        "Online Retail": lambda: retail(date(2011, 12, 9)),
        "Complete Journey": lambda: looked_at(
            JOURNEY, folder / "complete_journey/transactions.parquet",
            Shape(Basis("revenue"), True, False), date(2017, 12, 31)),
        "Grocery": lambda: real("grocery", folder / "r_packages"),
        "Apparel": lambda: real("apparel", folder / "r_packages"),
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("shop", shops(Path()))
def test_shops_that_everybody_knows_are_open_any_day(shop, test_data):
    """And nobody there says when they leave; of the grocer all amounts are 1."""
    found = setting_of(shops(test_data("README.md").parent)[shop]())
    assert found.kind == "continuous"
