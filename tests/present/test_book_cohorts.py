"""The sheets of cohorts, retention, funnel and journey: a company, in both languages."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from tests.present.sample_cohorts import COHORTS, FUNNEL, SURVIVED
from tests.store.company import company_with, messy_company
from tests.store.shop import engine_with, order

from volver.app.book import catalogue
from volver.app.book.asked import Asked
from volver.domain.money import Basis
from volver.domain.settings import Settings
from volver.present.book import funnel as funnel_sheet
from volver.present.book.cohorts import cohort_grid, intervals
from volver.present.charts import cohort_lines, staying
from volver.present.drawing import Drawing
from volver.present.sheet import Grid
from volver.present.words import Words
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

SLUGS = ["cohorts", "retention", "funnel", "journey"]
AS_OF = date(2024, 12, 15)
HALF = Basis("margin_from_rate", 0.5)
PEOPLE = [f"c{k}" for k in range(40)]


def asked(basis=HALF, company=True):
    """A run over a made-up company, as the book is given it."""
    random = Random(5)
    lines = [
        order(number, random.choice(PEOPLE), random.randrange(290), f"{random.randrange(1, 90)}")
        for number in range(1, 260)
    ]
    engine = engine_with(lines)
    rows = messy_company(PEOPLE[:20])
    rows["spend"] = [
        {"day": date(2024, month, 1), "amount": 100, "channel": "search"} for month in range(2, 13)
    ]
    known = company_with(engine, **rows) if company else {}
    shape = Shape(basis, False, False)
    snapshot = Snapshot(engine, AS_OF, shape, company=known).with_histories().with_months()
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    if company:
        value = np.linspace(5, 50, len(n))
        snapshot.store_columns("forecasts", {"n": n, "value": value, "p_alive": value / 60})
        snapshot.store_columns("classes", {"n": n, "class_code": (n % 3).astype(np.int8)})
    return Asked(snapshot, Settings(), None)


@pytest.fixture(scope="module")
def given():
    """The company, once."""
    return asked()


def entries():
    """The entries of these sheets."""
    return [entry for entry in catalogue.SHEETS if entry.slug in SLUGS]


def test_the_sheets_are_in_the_catalogue():
    """In the order people read them."""
    assert [entry.slug for entry in entries()] == SLUGS


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_a_sheet_has_whole_grids_in_both_languages(slug, given):
    """As many cells as columns, other names for files, the same figures, and Spanish words."""
    (entry,) = (entry for entry in entries() if entry.slug == slug)
    found = entry.find(given)
    english, spanish = (entry.show(found, Words(language, "EUR")) for language in ("en", "es"))
    assert english.title != spanish.title
    grids = [block for block in english.blocks if isinstance(block, Grid)]
    assert len({grid.slug for grid in grids}) == len(grids)
    for grid, other in zip(grids, (b for b in spanish.blocks if isinstance(b, Grid)), strict=True):
        names = [column.name for column in grid.columns]
        assert len(set(names)) == len(names)
        assert {len(row) for row in grid.rows} <= {len(names)}
        for place, column in enumerate(grid.columns):
            if column.unit != "text":
                assert [row[place] for row in grid.rows] == [row[place] for row in other.rows]
        for row, column in grid.partial:
            assert grid.rows[row][column] is not None
    for drawing in (block for block in english.blocks if isinstance(block, Drawing)):
        assert drawing.table.rows


def test_a_company_of_orders_alone_is_told_what_is_missing():
    """Nothing but orders is required; each figure says what it would need."""
    alone = asked(Basis("revenue"), company=False)
    sheets = {e.slug: e.show(e.find(alone), Words("en")) for e in entries()}
    needs = {slug: sheet.needs for slug, sheet in sheets.items()}
    assert needs["cohorts"] == ("CAC and payback need margin: a cost column or a margin rate.",)
    assert "No contracts are on record." in needs["retention"]
    assert needs["funnel"] == (
        "Stages before the purchase need interactions with a type: visits, clicks, calls.",
    )
    assert needs["journey"] == ("No interactions are on record.",)
    drawn = [block for block in sheets["funnel"].blocks if isinstance(block, Drawing)]
    assert not drawn  # a funnel of one stage has nothing to narrow


def test_revenue_alone_is_not_called_margin():
    """Where no cost is known, no cohort has margin and nothing is paid back."""
    alone = asked(Basis("revenue"), company=False)
    sheet = entries()[0].show(entries()[0].find(alone), Words("en"))
    titles = [block.title for block in sheet.blocks if isinstance(block, Grid)]
    assert not [title for title in titles if "argin" in title]


def test_cells_that_have_not_begun_are_empty_and_the_open_one_is_marked():
    """By hand: the third cohort of nine has seven periods, the last of them open."""
    grid = cohort_grid(COHORTS, Words("en"))
    names = [column.name for column in grid.columns]
    assert names[:5] == ["cohort", "customers", "cac", "payback_months", "period_0"]
    assert grid.rows[2][4:] == (*COHORTS.rows[2].values[:7], None, None)
    assert (2, 4 + 6) in grid.partial
    assert len(grid.partial) == 9
    assert grid.rows[0][2:4] == (14.0, 2)


def test_intervals_leave_out_the_open_period():
    """36 whole cells of nine cohorts."""
    (grid,) = intervals(COHORTS, Words("en"))
    assert len(grid.rows) == 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1
    assert grid.rows[0][4:] == (12.5, 11.5, 13.5)
    assert list(intervals(replace(COHORTS, by="channel"), Words("en"))) == []


def test_no_line_is_drawn_of_one_point():
    """A shop of one month has no curve."""
    young = replace(COHORTS, rows=COHORTS.rows[-1:])
    assert cohort_lines(young, Words("en")) is None


def test_a_median_that_was_not_reached_is_not_made_up():
    """The finding says what was seen instead."""
    drawing = staying(replace(SURVIVED, median=None), Words("en"))
    assert drawing.title.startswith("After 12 months 48% are still there")


def test_a_stage_keeps_the_label_of_the_company():
    """In the chart, in the grids, and nowhere else."""
    sheet = funnel_sheet.sheet(FUNNEL, Words("es"))
    now = next(b for b in sheet.blocks if isinstance(b, Grid) and b.slug == "funnel_now")
    assert [row[0] for row in now.rows] == ["Conocimiento", "Asked for a quote", "Compra"]
    assert [row[1] for row in now.rows] == ["conocido", "call, chat", "primer pedido"]


def test_late_customers_are_past_a_day_that_has_been(given):
    """Each was due before the observation date."""
    (entry,) = (entry for entry in entries() if entry.slug == "retention")
    late = entry.find(given).late_customers
    assert late
    assert all(one.days_late >= 1 for one in late)
    assert all(one.expected + timedelta(days=one.days_late) == AS_OF for one in late)
    assert [one.value for one in late] == sorted((one.value for one in late), reverse=True)
