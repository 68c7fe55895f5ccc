"""volver offers: what would help one customer next, from the file to the words."""

from datetime import date, timedelta

import numpy as np
import pytest

from volver.app.offers import offers
from volver.app.published import PublishedRun
from volver.app.related import related_products
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.domain.ports import Quiet
from volver.present.sheet import Grid

TOML = """
[economics]
currency = "EUR"
[[sources]]
file = "orders.csv"
[sources.columns]
customer = "customer"
date = "date"
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
PRODUCTS = """product,name,category,price,cost
m,Milk,food,2,1
f,Flour,food,3,1
y,Yeast,food,4,2
c,Cream,food,2.1,0.5
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Milk now and then; half of those who buy flour buy yeast three weeks later."""
    here = tmp_path_factory.mktemp("offers")
    random = np.random.default_rng(8)
    first, lines = date(2024, 1, 1), ["customer,date,amount,product,category"]
    for who in range(250):
        start = int(random.integers(0, 200))
        bought = [(day, "m", 2) for day in range(start, 250, 21) if random.random() < 0.4]
        if who % 2:
            bought.append((min(start + 30, 240), "f", 3))
            if who % 4 == 1:
                bought.append((min(start + 51, 250), "y", 4))
        lines += [
            f"k{who},{first + timedelta(days=day)},{paid},{what},food" for day, what, paid in bought
        ]
    (here / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (here / "products.csv").write_text(PRODUCTS, "utf-8")
    (here / "volver.toml").write_text(TOML, "utf-8")
    run(Workspace.open(here), None, Quiet())
    return here


def told(folder, customer, language="en"):
    """Sentences, and grids by their names."""
    (sheet,) = offers(folder, customer, language).sheets
    grids = {block.slug: block for block in sheet.blocks if isinstance(block, Grid)}
    return [block for block in sheet.blocks if isinstance(block, str)], grids


@pytest.mark.slow
@pytest.mark.mission("X1")
@pytest.mark.mission("X8")
def test_what_is_bought_again_and_what_goes_with_it_stand_apart(folder):
    """k3 has milk and flour, and no yeast: milk again, yeast to discover, with reasons."""
    said, grids = told(folder, "k3")
    assert [row[0] for row in grids["replenish"].rows][:1] == ["Milk"]
    assert "Yeast" in [row[0] for row in grids["discover"].rows]
    assert any(text.startswith("Yeast: ") and "Flour" in text for text in said)
    assert any(text.startswith("A better one: ") for text in said)
    for _, _, without, with_it, gain in (*grids["replenish"].rows, *grids["discover"].rows):
        assert 0 <= without <= with_it <= 1
        assert gain > 0


@pytest.mark.slow
def test_it_is_said_in_spanish_too(folder):
    """Titles, reasons and the better one."""
    said, grids = told(folder, "k3", "es")
    assert grids["replenish"].title == "Lo que vuelve a comprar"
    assert any(text.startswith("Uno mejor: ") for text in said)
    assert not any("customers" in text for text in said)


@pytest.mark.slow
def test_nobody_of_that_name(folder):
    """Not found, and the id is not repeated."""
    with pytest.raises(NotFound, match="no such customer"):
        offers(folder, "k999", None)


@pytest.mark.slow
@pytest.mark.mission("X5")
def test_what_goes_with_a_product_is_counted_from_the_file(folder):
    """Flour and yeast find each other; customers and shares are those of orders.csv."""
    bought = {}
    for line in (folder / "orders.csv").read_text("utf-8").splitlines()[1:]:
        customer, _, _, product, _ = line.split(",")
        bought.setdefault(product, set()).add(customer)
    everybody = set().union(*bought.values())
    with PublishedRun.open(folder) as run_:
        found = {name: related_products(run_, name, 20, "en") for name in bought}
        with pytest.raises(NotFound):
            related_products(run_, "nothing", 20, "en")
    for one, other, called in (("f", "y", "Yeast"), ("y", "f", "Flour")):
        (first, *_) = found[one].related
        both = len(bought[one] & bought[other])
        assert (first.product_id, first.name, first.customers) == (other, called, both)
        assert first.share == pytest.approx(both / len(bought[one]))
        assert first.share_of_all == pytest.approx(len(bought[other]) / len(everybody))
        assert first.lift.low < first.lift.value == pytest.approx(first.share / first.share_of_all)
        assert first.lift.low > 1
    assert all(bool(one.related) != bool(one.lacks) for one in found.values())
