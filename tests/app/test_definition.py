"""What value is made of: told on a page, marked, and computed anew when it changes."""

import csv
import json

import pytest
from tests.app.shop import AS_OF, SETTINGS, write_shop

from volver.app.book.publish import open_book
from volver.app.run import Published, run
from volver.app.workspace import FILE, Workspace
from volver.domain.definition import definition, stated
from volver.domain.money import Basis
from volver.domain.ports import Quiet
from volver.domain.settings import Settings

HALF = (
    SETTINGS.replace("[economics]\n", "[economics]\nmargin_rate = 0.5\n")
    + "\n[service]\norder_cost = 2\n"
)


def mark(basis="revenue", known=(), **settings):
    """The mark of a definition."""
    return definition(Settings(**settings), Basis(basis), known).mark


@pytest.mark.mission("D2")
def test_the_mark_is_of_what_is_counted_and_of_nothing_else():
    """The same for the same values, whoever stated them; another for each part that changes."""
    here = mark()
    assert here == mark(language="es", stage_days=30, best_share=0.4, memory_limit="1GB")
    assert here == mark(horizon="12m", annual_discount_rate=0.10)
    said = definition(Settings(), Basis("revenue"), (), {"horizon"})
    assert (said["horizon"].origin, said.mark) == ("stated", here)
    others = [
        mark("margin_from_cost"),
        mark(known={"spend"}),
        mark(known={"interactions"}),
        mark(horizon="6m"),
        mark(annual_discount_rate=0.11),
        mark(currency="GBP"),
        mark(time_zone="Europe/Madrid"),
        mark(contact_cost=2.5),
        mark(order_cost={"web": 1}),
        mark(return_cost=1),
        mark(model="nbd"),
        mark(level=0.8),
        mark(events=[{"name": "sale", "first": "2024-11-29", "last": "2024-12-02"}]),
    ]
    assert len({here, *others}) == 1 + len(others)


@pytest.mark.mission("D2")
def test_each_part_says_who_decided_it():
    """What a file states, what the data hold, what volver takes until somebody says otherwise."""
    said = stated({"economics": {"margin_rate": 0.3}, "forecast": {"horizon": "6m"}})
    rate = Settings(margin_rate=0.3, horizon="6m", currency="GBP")
    found = definition(rate, rate.basis(has_cost=False), {"spend"}, said)
    origins = {part.slug: part.origin for part in found.parts}
    assert origins == {
        "money": "stated", "refunds": "fixed", "service": "default", "acquisition": "data",
        "horizon": "stated", "rate": "default", "currency": "data", "zone": "default",
        "model": "default", "level": "default",
    }  # fmt: skip
    # A cost in the orders counts before any rate that is stated.
    assert definition(rate, rate.basis(has_cost=True), (), said)["money"].origin == "data"
    assert found["horizon"].settings == ("forecast.horizon",)


@pytest.mark.mission("D2")
@pytest.mark.slow
def test_another_definition_makes_every_figure_anew(
    published: tuple[Workspace, Published], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Half of revenue instead of all: each margin is half as large, under another mark and run."""
    _, before = published
    here = write_shop(tmp_path_factory.mktemp("shop"))
    (here.folder / FILE).write_text(HALF, "utf-8")
    after = run(Workspace.open(here.folder), AS_OF, Quiet(), with_book=True)
    assert after.folder.name != before.folder.name
    assert after.card["definition"] != before.card["definition"]
    book = open_book(here.folder, None)
    assert book.imprint.definition == after.card["definition"]
    assert after.card["definition"] in book.page.read_text("utf-8")
    rows = {row[0]: row[1:] for row in book.leaf("definition").grids[0].rows}
    assert rows["What money counts"][:2] == ("margin: 50 % of revenue", "you, in volver.toml")
    assert rows["Cost to serve"][0].endswith("an order: every other channel €2.00")
    assert rows["How far ahead"] == ("12 months", "volver, until you state it", "forecast.horizon")
    with (here.folder / "orders.csv").open(encoding="utf-8") as lines:
        paid = sum(
            float(row["amount"]) for row in csv.DictReader(lines)
            if row["order_date"] <= AS_OF.isoformat() and row["order_date"] != "2024-02-30"
        )  # fmt: skip
    money = next(grid for grid in book.leaf("kpis").grids if grid.slug == "whole_money")
    told = {row[0]: row[1] for row in money.rows}
    assert told["Margin"] == pytest.approx(paid / 2)
    assert told["Revenue"] == pytest.approx(paid)
    totals = [json.loads((one.folder / "card.json").read_text())["total_value"]["value"]
              for one in (before, after)]  # fmt: skip
    assert totals[1] == pytest.approx(totals[0] / 2, rel=1e-6)
