"""volver prices and volver bundles: from the orders to prices with their limits."""

import csv
import json
from datetime import date, timedelta

import numpy as np
import pytest

from volver.app.prices import PriceWish, bundles, prices
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput, Rejected
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.ports import Quiet

TOML = """
[economics]
currency = "EUR"
[[sources]]
file = "orders.csv"
[sources.columns]
customer = "customer"
date = "date"
order = "order"
amount = "amount"
product = "product"
category = "category"
[[sources]]
file = "products.csv"
kind = "products"
[sources.columns]
product = "product"
name = "name"
category = "category"
price = "price"
cost = "cost"
"""
START, DAYS, TRUE = date(2023, 1, 2), 420, -3.0
"""The elasticity that sales of mugs are drawn with."""


def price_of(mug: int, week: int) -> float:
    """Each mug is dearer and cheaper by turns, each at its own time."""
    return round((8 + mug) * (1.2 if (week + mug) % 4 < 2 else 0.9), 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Ten mugs whose sales follow the price, flour and yeast that go together, and one run."""
    here = tmp_path_factory.mktemp("prices")
    random = np.random.default_rng(5)
    rows, prices, number = [], [], 0
    for week in range(DAYS // 7):
        for mug in range(10):
            price = price_of(mug, week)
            prices.append((f"mug{mug}", START + timedelta(days=7 * week), price))
            for _ in range(random.poisson(6 * (price / (8 + mug)) ** TRUE)):
                number += 1
                day = START + timedelta(days=7 * week + int(random.integers(0, 7)))
                rows.append(
                    (f"k{random.integers(0, 300)}", day, number, price, f"mug{mug}", "mugs")
                )
        for _ in range(20):
            number += 1
            day = START + timedelta(days=7 * week + int(random.integers(0, 7)))
            who = f"k{random.integers(0, 300)}"
            bought = (
                ["flour", "yeast"] if random.random() < 0.3 else [random.choice(["flour", "yeast"])]
            )
            rows += [(who, day, number, 3.0, what, "food") for what in bought]
    with (here / "orders.csv").open("w", newline="", encoding="utf-8") as file:
        to = csv.writer(file)
        to.writerow(["customer", "date", "order", "amount", "product", "category"])
        to.writerows(rows)
    with (here / "list.csv").open("w", newline="", encoding="utf-8") as file:
        to = csv.writer(file)
        to.writerow(["producto", "fecha", "precio"])
        to.writerows(prices)
    lines = ["product,name,category,price,cost"]
    lines += [f"mug{mug},Mug {mug},mugs,{8 + mug},{0.6 * (8 + mug):.2f}" for mug in range(10)]
    lines += ["flour,Flour,food,3,1", "yeast,Yeast,food,3,1"]
    (here / "products.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (here / "volver.toml").write_text(TOML, "utf-8")
    run(Workspace.open(here), None, Quiet(), with_book=False)
    return here


def by_id(found):
    """The rows by product."""
    return {one.product.product_id: one for one in found.rows}


@pytest.mark.slow
@pytest.mark.mission("X15")
def test_the_best_price_follows_from_the_elasticity_within_its_limits(folder):
    """Lerner: 0.6 p x 3 / 2 = 0.9 p; a move is capped at a tenth of the price 30 days before."""
    found = prices(folder, PriceWish(folder / "list.csv", least_margin_share=0.3), "en")
    mugs = [one for one in found.rows if one.product.category == "mugs"]
    assert len(mugs) == 10
    for one in mugs:
        told = one.elasticity
        assert isinstance(told, Estimate)
        assert abs(told.value - TRUE) < 3 * (told.high - told.low) / (2 * 1.83)  # t of 9, 90 %
        assert told.high < -1
        assert one.refused is None
        assert float(one.floor) == pytest.approx(float(one.product.cost) / 0.7, abs=0.01)
        assert one.price >= one.floor
        if one.is_new:
            assert one.gain is not None
        if one.reduction is not None:  # the lowest of 30 days, recounted from the rule of the list
            weeks = [price_of(int(one.product.product_id[3:]), week) for week in range(60)]
            assert float(one.reduction.prior) == min(weeks[-5:])
            assert one.price < one.reduction.prior
    food = by_id(found)["flour"]
    assert isinstance(food.refused, NotEnough)
    assert not food.is_new


@pytest.mark.slow
def test_without_earlier_prices_nothing_is_advised_and_it_says_so(folder):
    """No elasticity, no reduction that may be announced, no new price."""
    found = prices(folder, PriceWish(), "en")
    assert not any(one.is_new or one.reduction for one in found.rows)
    (sheet,) = found.shown.sheets
    said = [block for block in sheet.blocks if isinstance(block, str)]
    assert said[0] == "No price is advised to change."
    assert any("--history FILE" in text for text in said)


@pytest.mark.slow
def test_a_change_shows_what_it_costs_if_nobody_buys_more(folder):
    """Flour at 3 instead of 3, a tenth less: .30 for each of the last year's lines."""
    found = by_id(prices(folder, PriceWish(change=-0.1), "en"))["flour"]
    with (folder / "orders.csv").open(encoding="utf-8") as file:
        days = [date.fromisoformat(row["date"]) for row in csv.DictReader(file)
                if row["product"] == "flour"]  # fmt: skip
    last = max(START + timedelta(days=k) for k in range(DAYS))
    newest = max([*days, last])
    sold = sum(day > newest - timedelta(days=365) for day in days)
    assert float(found.price) == 2.7
    assert found.gain == pytest.approx(-0.3 * sold, rel=0.01)
    kinds = {reason.code for reason in found.reasons}
    assert kinds == {"no_prior_price"}


@pytest.mark.slow
@pytest.mark.mission("G1", "X15")
def test_a_price_for_some_is_disclosed_and_asks_nothing_protected(folder):
    """The list price is the ceiling; gender and age decide on no price."""
    found = prices(folder, PriceWish(change=-0.05, audience="orders >= 12"), "en")
    assert 0 < found.audience.reached < found.audience.everybody
    assert all(one.is_personal and one.ceiling == one.current for one in found.rows)
    (sheet,) = found.shown.sheets
    assert any("automated decision-making" in str(block) for block in sheet.blocks)
    whole = by_id(prices(folder, PriceWish(change=-0.05), "en"))["flour"].gain
    share = found.audience.reached / found.audience.everybody
    assert by_id(found)["flour"].gain == pytest.approx(share * whole)
    for rule in ("gender = 'f'", "years_old > 60", "attribute \"age\" = 'x'"):
        with pytest.raises(BadInput, match="may not decide on prices"):
            prices(folder, PriceWish(change=-0.05, audience=rule), "en")


@pytest.mark.slow
@pytest.mark.mission("X14")
def test_a_pair_is_found_and_warned_of_where_it_gives_away_more(folder):
    """Flour and yeast; at half the price those who buy both anyway cost more than others bring."""
    (pair,) = bundles(folder, 0.05, "en").found
    assert set(pair.products) == {"flour", "yeast"}
    assert pair.price == pytest.approx(0.95 * 6)
    assert pair.later_lift.low > 1
    dear = bundles(folder, 0.5, "es")
    assert [one.loses for one in dear.found] == [True]
    (sheet,) = dear.shown.sheets
    grid = next(block for block in sheet.blocks if not isinstance(block, str))
    assert grid.rows[0][6] == "regala más de lo que aporta"
    assert dear.to_dict()["bundles"][0]["loses"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (PriceWish(change=-1.0), "is no change of a price"),
        (PriceWish(change=float("nan")), "is no change of a price"),
        (PriceWish(most_change=-0.1), "is no share that a price can keep"),
        (PriceWish(least_margin_share=1.0), "is no share that a price can keep"),
        (PriceWish(category="pens"), "No product of the category 'pens'"),
        (PriceWish(audience="orders >= 2"), "needs a change"),
    ],
)
def test_what_cannot_be_asked_is_told(folder, wish, said):
    """Each mistake by itself."""
    with pytest.raises(BadInput, match=said):
        prices(folder, wish, "en")
    with pytest.raises(BadInput, match="no discount that a bundle can have"):
        bundles(folder, 1.0, "en")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("a,b\n1,2\n", BadInput, "no column called product"),
        ("product,day,price\nm,2023-02-30,2\nm,2023-01-01,x\n", Rejected, "None of the|rejected"),
        ("product,day,price\nm,2023-01-01,-2\n", BadInput, "is no price"),
    ],
)
def test_a_list_of_prices_that_cannot_be_read_is_told(folder, tmp_path, text, error, said):
    """Columns, days, amounts; and a file that is not there."""
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(error, match=said):
        prices(folder, PriceWish(path), "en")
    with pytest.raises(BadInput, match="There is no file called"):
        prices(folder, PriceWish(tmp_path / "none.csv"), "en")


@pytest.mark.slow
def test_the_commands_in_both_languages(folder, tmp_path, monkeypatch, capsys):
    """In words, as files, as a page, as JSON, and in a notebook."""
    import volver

    def command(*given):
        monkeypatch.setattr("sys.argv", ["volver", *map(str, given), "--workspace", str(folder)])
        with pytest.raises(SystemExit) as ended:
            door.main()
        assert ended.value.code in (0, None), capsys.readouterr().err
        return capsys.readouterr().out

    history = ("--history", folder / "list.csv")
    assert "What should each product cost" in command("prices", *history)
    page = tmp_path / "page.html"
    spanish = command("prices", *history, "--lang", "es", "--out", tmp_path, "--page", page)
    assert "¿Cuánto debería costar cada producto" in spanish
    assert "Elasticidad" in page.read_text("utf-8")
    with (tmp_path / "prices-prices.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 12
    assert len(json.loads(command("prices", *history, "--json"))) == 12
    assert "¿Qué productos conviene vender juntos?" in command("bundles", "--lang", "es")
    assert json.loads(command("bundles", "--json"))["bundles"]
    assert "Precios" in volver.prices(folder, lang="es")._repr_html_()
    assert volver.bundles(folder).records["bundles"]


@pytest.mark.slow
@pytest.mark.mission("X15")
def test_only_what_was_proposed_is_approved_and_all_of_it_is_written_down(
    folder, tmp_path, monkeypatch, capsys
):
    """By the commands, both languages: other prices, nobody's name and a torn line are refused."""

    def command(*given, code=0):
        monkeypatch.setattr("sys.argv", ["volver", *map(str, given), "--workspace", str(folder)])
        with pytest.raises(SystemExit) as ended:
            door.main()
        told = capsys.readouterr()
        assert (ended.value.code or 0) == code, told.err
        return told.out + told.err

    ask = ("prices", "--change", "-0.05", "--category", "mugs")
    log = folder / ".volver" / "prices.jsonl"
    assert "No price was proposed yet." in command("price-log")
    assert "were not proposed" in command(*ask, "--approve", "Bea", code=2)
    assert "Nobody answers" in command(*ask, "--propose", " ", code=2)
    command(*ask, "--propose", "Ana")
    other = ("prices", "--change", "-0.04", "--category", "mugs")
    assert "were not proposed" in command(*other, "--approve", "Bea", code=2)
    before = log.read_bytes()
    log.write_bytes(before + b'{"at": "2024')  # what a power cut left
    command(*ask, "--approve", "Bea")
    assert log.read_bytes().startswith(before)
    assert "were not proposed" in command(*ask, "--approve", "Bea", code=2)
    events = json.loads(command("price-log", "--json"))
    assert [(one["by"], one["kind"]) for one in events] == [
        ("Ana", "proposed"),
        ("Bea", "approved"),
    ]
    assert events[0]["lines"] == events[1]["lines"]
    assert len(events[0]["lines"]) == 10
    advised = by_id(prices(folder, PriceWish(change=-0.05, category="mugs"), None))
    for line in events[1]["lines"]:
        assert float(line["new"]) == float(advised[line["product_id"]].price)
    page = tmp_path / "log.html"
    assert "Registro de precios" in command("price-log", "--lang", "es", "--page", page)
    assert "Aprobado" in page.read_text("utf-8")
