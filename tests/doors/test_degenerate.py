"""Shops from which little or nothing can be learnt: a named step with a reason, in words.

Never a traceback, a number that is none, or a zero that stands for what nobody knows; in both
languages, through the command that people give.
"""

import csv
import json
import math
import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest
from tests.predict.worlds import LEAVING

from volver.cli import main as door
from volver.stats.simulate import simulate

pytestmark = pytest.mark.slow

START = date(2022, 1, 1)
NUMBERS = ("expected_orders", "expected_orders_low", "expected_orders_high", "value", "value_low",
           "value_high")  # fmt: skip
NO_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity|None|null|Traceback)\b|∞")


def usual() -> list[tuple[str, int, float]]:
    """120 customers of an ordinary shop, known for two years."""
    orders, _ = simulate(LEAVING, 120, 540, 730, 1, np.random.default_rng(3))
    known = orders.day <= 730
    names = (f"c{who}" for who in orders.customer[known])
    return list(zip(names, orders.day[known], orders.margin[known].round(2), strict=True))


def paying(amount) -> list[tuple[str, int, float]]:
    """The same shop with other amounts: a function of the order's number and its amount."""
    return [(who, day, amount(n, paid)) for n, (who, day, paid) in enumerate(usual())]


def every_day(who: str, days: int) -> list[tuple[str, int, float]]:
    """Somebody who orders each day."""
    return [(who, day, 12.0 + day % 5) for day in range(days)]


@dataclass(frozen=True)
class Shop:
    """Orders (customer, day, amount), what is asked, and what is to come of it."""

    orders: list[tuple[str, int, float]]
    step: str
    why: str
    """Part of the reason."""
    options: tuple[str, ...] = ()


TOO_FEW = "needs 10 customers who came back"
SHOPS = {
    "one customer": Shop(
        [("a", 0, 10), ("a", 30, 12), ("a", 90, 9)], "none", "one customer cannot tell"
    ),
    "one order": Shop([("a", 0, 10)], "none", "one customer cannot tell"),
    "two customers": Shop(
        [("a", 0, 10), ("a", 30, 12), ("b", 90, 9), ("b", 200, 10)], "formula", TOO_FEW
    ),
    "two who bought once": Shop([("a", 0, 10), ("b", 90, 9)], "none", "nobody has come back yet"),
    "all bought once": Shop(
        [(f"c{n}", 7 * n, 10 + n % 7) for n in range(100)], "formula", TOO_FEW
    ),
    "ten on one day": Shop(
        [(f"c{n % 10}", 0, 10 + n) for n in range(20)], "none", "every order was placed on the"
    ),
    "all on the observation date": Shop(
        [(f"c{n}", 100, 10 + n) for n in range(300)], "none", "every order was placed on the",
        ("--as-of", str(START + timedelta(days=100))),
    ),
    "all the same amount": Shop(paying(lambda n, paid: 25.0), "individual", "has a mean log score"),
    "nothing was paid": Shop(paying(lambda n, paid: 0.0), "individual", "has a mean log score"),
    "more comes back than was paid": Shop(
        paying(lambda n, paid: -paid if n % 2 else paid / 3), "cohort", TOO_FEW
    ),
    "everything comes back": Shop(
        paying(lambda n, paid: -paid), "none", "there is no customer with an order"
    ),
    "years after the last order": Shop(
        usual(), "individual", "has a mean log score", ("--as-of", "2026-06-01")
    ),
    "one who pays more than all": Shop(
        [*usual(), *(("whale", day, 5e6) for day in range(0, 700, 35))], "individual", "mean log"
    ),
    "one who orders each day for five years": Shop(
        [*usual(), *every_day("whale", 1826)], "individual", "mean log score"
    ),
    "two who order each day": Shop(
        [*every_day("a", 400), *every_day("b", 400)], "pooled", TOO_FEW
    ),
    "millions and hundredths of a cent": Shop(
        paying(lambda n, paid: 1e9 if n % 3 else 1e-4), "individual", "mean log score"
    ),
    "one day ahead": Shop(usual(), "individual", "", ("--horizon", "1d")),
    "thirty years ahead": Shop(usual(), "individual", "", ("--horizon", "30y")),
    "every order at a loss": Shop(usual(), "individual", "", ("--margin-rate", "-0.5")),
    "no margin": Shop(usual(), "individual", "", ("--margin-rate", "0")),
    "a model that cannot be fitted": Shop(
        [("a", 0, 10), ("a", 30, 12), ("b", 90, 9)], "formula", "Pareto/NBD needs 10 customers",
        ("--model", "pareto-nbd"),
    ),
}  # fmt: skip


@pytest.fixture
def value(tmp_path, monkeypatch, capsys):
    """The command on a shop: its exit code and what it says."""

    def run(shop: Shop, *options: str) -> tuple[int, str]:
        file = tmp_path / "orders.csv"
        lines = [
            f"{who},{START + timedelta(days=int(day))},{paid}" for who, day, paid in shop.orders
        ]
        file.write_text("\n".join(["customer,date,amount", *lines]) + "\n", "utf-8")
        columns = ("--customer", "customer", "--date", "date", "--amount", "amount")
        given = ["volver", "value", str(file), *columns, *shop.options, *options]
        monkeypatch.setattr(sys, "argv", given)
        with pytest.raises(SystemExit) as ended:
            door.main()
        said = capsys.readouterr()
        return ended.value.code, said.out + ("" if "--json" in options else said.err)

    return run


@pytest.mark.parametrize("name", SHOPS)
def test_a_shop_of_which_little_is_known_is_told_what_is_known(name, value, tmp_path):
    """The step that was taken and why, and a table in which every number is one or is left out."""
    shop, out = SHOPS[name], tmp_path / "values.csv"
    code, said = value(shop, "--json", "--out", str(out))
    assert code == 0
    card = json.loads(said, parse_constant=lambda found: pytest.fail(f"{found} in the card"))
    assert card["step"] == shop.step
    assert shop.why in card["why"]
    with out.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all(row["reason"] and row["step"] == shop.step for row in rows)
    for name in NUMBERS:
        cells = [row[name] for row in rows]
        if shop.step == "none":
            assert set(cells) <= {""}
        else:
            assert all(math.isfinite(float(cell)) for cell in cells)
    if shop.step != "none":
        assert all(float(row["value_low"]) <= float(row["value_high"]) for row in rows)
        low, total, high = (card["total_value"][part] for part in ("low", "value", "high"))
        assert low <= total <= high
        assert sum(float(row["value"]) for row in rows) == pytest.approx(total, rel=1e-9, abs=1e-9)
    else:
        assert "value" not in card["total_value"]
        assert card["total_value"]["why"] == card["why"]


NOTHING_KNOWN = [name for name, shop in SHOPS.items() if shop.step == "none"]
TOLD = [
    *((name, "es") for name in SHOPS),
    *((name, "en") for name in (*NOTHING_KNOWN, "two customers", "years after the last order")),
]


@pytest.mark.parametrize(("name", "language"), TOLD)
def test_it_is_told_in_words(name, language, value):
    """In Spanish and in English, without a number that is none."""
    code, said = value(SHOPS[name], "--lang", language)
    assert code == 0
    assert NO_NUMBER.findall(said) == []
    if SHOPS[name].step == "none":
        assert ("no forecast" if language == "en" else "no hay previsión") in said


def test_who_is_expected_to_lose_money_does_not_add_to_the_base(value, tmp_path):
    """Whatever their class is called."""
    out = tmp_path / "values.csv"
    value(SHOPS["every order at a loss"], "--out", str(out))
    with out.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["reason"].partition(".")[0] for row in rows} <= {
        "Not expected to add to the value of the base",
        "Loses money even at the upper end of the interval",
    }


def test_a_day_before_the_first_order_is_refused_in_words(value):
    """There is nothing to look at, and what to do about it."""
    for language, told in (("en", "Give a later --as-of"), ("es", "--as-of")):
        code, said = value(Shop(usual(), "", ""), "--as-of", "2021-06-01", "--lang", language)
        assert code == 2
        assert told in said


def test_where_no_search_ends_the_next_step_is_taken_and_says_so(value, monkeypatch):
    """No gradient is ever flat enough: neither for the models of orders nor for the margins."""
    monkeypatch.setattr("volver.stats.likelihood.TOLERANCE", 0.0)
    code, said = value(Shop(usual(), "", ""), "--json")
    card = json.loads(said)
    assert code == 0
    assert card["step"] in ("cohort", "pooled")
    assert "found no best fit" in card["why"]
    assert math.isfinite(card["total_value"]["value"])
    code, said = value(Shop(usual(), "", ""), "--lang", "es", "--model", "mbg-nbd")
    assert code == 0
    assert NO_NUMBER.findall(said) == []
