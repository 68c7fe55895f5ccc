"""The sheets of standing, moves, likeness, changes and troubles hold together, with and without
what a company knows besides its orders, in both languages."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from tests.predict.worlds import LEAVING
from tests.store.company import company_with
from tests.store.shop import Line, engine_with

from volver.app.book.asked import Asked
from volver.app.book.catalogue import SHEETS
from volver.app.refresh import refresh
from volver.domain.parts import Part
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.domain.stages import GapLines, Stage
from volver.domain.standing import StageBook, Standing
from volver.present.book import standing
from volver.present.sheet import Grid
from volver.present.words import Words
from volver.stats.simulate import simulate

OURS = ("standing", "moves", "likeness", "changes", "troubles")
END = date(2024, 12, 31)
PERSONA = {
    "name": "Friend of a friend", "description": "Came by a friend and orders again.",
    "rule": "orders >= 2", "ideal": {"channel": {"friend": 0.8, "web": 0.2}},
}  # fmt: skip


def orders():
    """Two years of a shop of 600 customers, each line with a product, some sent back."""
    made, _ = simulate(LEAVING, 600, 600, 730, 1, np.random.default_rng(3))
    rng = np.random.default_rng(4)
    lines = []
    for who, day, paid in zip(made.customer, made.day, made.amount, strict=True):
        when = datetime(2023, 1, 1, 12) + timedelta(days=int(day))  # noqa: DTZ001 - UTC
        product = ("tea", "cup", "pot")[int(rng.integers(3))]
        money = Decimal(f"{paid:.2f}")
        for is_refund in (False, True) if rng.random() < 0.1 else (False,):
            lines.append(Line(
                1, len(lines) + 1, None, f"c{who:04}", when, when.date(), product, None,
                -money if is_refund else money, None, is_refund, None,
            ))  # fmt: skip
    return [line for line in lines if line.day <= END]


def company(people):
    """What is known of them: channel, age, gender, contacts, answers, subscriptions."""
    rng = np.random.default_rng(5)
    late = {"reason": "late", "area": "delivery", "product_id": "tea", "is_complaint": True}
    return {
        "customers": [
            {"customer_id": who, "channel": str(rng.choice(["web", "friend"])),
             "gender": str(rng.choice(["f", "m"])), "birth_year": int(rng.integers(1940, 2005))}
            for who in people
        ],
        "interactions": [
            {"customer_id": who, "day": END - timedelta(days=int(rng.integers(600))), **late}
            for who in people[::3]
        ],
        "answers": [
            {"customer_id": who, "day": END, "kind": "nps", "score": float(rng.integers(11))}
            for who in people[::5]
        ],
        "subscriptions": [
            {"subscription_id": f"s-{who}", "customer_id": who, "started": date(2023, 6, 1),
             "ended": END - timedelta(days=30), "amount": 9.99, "reason": "price"}
            for who in people[::9]
        ],
    }  # fmt: skip


def asked(with_company, **settings):
    """A run without intervals; with its company or with orders alone."""
    lines = orders()
    engine = engine_with(lines)
    found = refresh(engine, Settings(**settings), END, Quiet(), point_only=True)
    snapshot = found.snapshot
    if with_company:
        people = sorted({line.customer_id for line in lines})
        snapshot.company.update(company_with(engine, **company(people)))
    return Asked(snapshot.with_months(), found.settings, found)


@pytest.fixture(scope="module")
def whole():
    """With all that is known."""
    return asked(True, personas=[PERSONA], tiers=[500, 100], loss_areas={"price": "sales"})


def shown(run, language):
    """Our sheets by slug."""
    return {
        entry.slug: entry.show(entry.find(run), Words(language))
        for entry in SHEETS if entry.slug in OURS
    }  # fmt: skip


def grids(sheets):
    """Every grid by its sheet and its slug."""
    return {
        (slug, block.slug): block
        for slug, sheet in sheets.items() for block in sheet.blocks if isinstance(block, Grid)
    }  # fmt: skip


@pytest.mark.slow
def test_with_all_that_is_known_every_sheet_has_its_figures(whole):
    """Rows are as wide as their columns, slugs are told apart, and parts add up to everybody."""
    english, spanish = shown(whole, "en"), shown(whole, "es")
    assert set(english) == set(OURS)
    held = grids(english)
    assert len(held) == sum(isinstance(b, Grid) for s in english.values() for b in s.blocks)
    for where, grid in held.items():
        assert grid.rows or where == ("changes", "changes"), where
        assert {len(row) for row in grid.rows} <= {len(grid.columns)}, where
        assert len({column.name for column in grid.columns}) == len(grid.columns)
        assert grid.title != grids(spanish)[where].title, where
        assert len(grid.rows) == len(grids(spanish)[where].rows)
    everybody = whole.snapshot.rows("SELECT COUNT(*) FROM histories")[0][0]
    for slug in ("stages", "rfm"):
        rows = held["standing", slug].rows
        assert sum(row[1] for row in rows) == everybody
        assert sum(row[2] for row in rows) == pytest.approx(1)
    cells = held["standing", "rfm-cells"].rows
    assert sum(sum(row[1:]) for row in cells) == everybody
    assert [row[2] for row in held["standing", "tiers"].rows] == [500.0, 100.0, None]
    assert sum(row[3] for row in held["standing", "tiers"].rows) == everybody
    assert ("likeness", "persona-friend-of-a-friend") in held
    assert any(row[0] == "sales" for row in held["troubles", "losses-subscriptions"].rows)


@pytest.mark.slow
def test_with_orders_alone_sheets_say_what_they_would_need():
    """And still show what orders tell."""
    english = shown(asked(False), "en")
    assert english["likeness"].needs
    assert english["troubles"].needs
    assert {("standing", "rfm"), ("standing", "stages"), ("moves", "moves-rfm")} <= set(
        grids(english)
    )


@pytest.mark.slow
@pytest.mark.mission("G1")
def test_bands_are_for_reports_and_say_so(whole):
    """Gender and age are there, with their caution."""
    bands = grids(shown(whole, "en"))["standing", "bands"]
    assert {"Gender", "Age"} <= {row[0] for row in bands.rows}
    assert "kept out of prices" in bands.caution


def test_where_nobody_slips_nothing_is_expected_of_them():
    """No sentence about the money of people who are not there."""
    parts = (Part(Stage.SLIPPING, 0, 0.0, 0.0), Part(Stage.LAPSED, 2, 5.0, 1.0))
    stages = StageBook(GapLines(4, 8, 16), parts, ())
    said = standing.sheet(Standing(END, None, None, stages, ()), Words("en")).finding
    assert said == "Of 2 customers 2 have lapsed and 0 are slipping."
    told = replace(stages, parts=(replace(parts[0], customers=1, value=3.0), parts[1]))
    said = standing.sheet(Standing(END, None, None, told, ()), Words("en")).finding
    assert said.endswith("€3.00 is still expected of those who slip.")
