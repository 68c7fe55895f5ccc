"""The sheets of acquisition and attribution say what was found, in both languages."""

from datetime import date

import pytest
from tests.describe.acquired import SPEND, channel, day, shop
from tests.describe.test_attribution import TOUCHED, attributed

from volver.domain.acquisition import BreakEven, Covered, Curve
from volver.domain.estimate import Estimate, NotEnough
from volver.present.book import acquisition, attribution
from volver.present.book.acquired import covered
from volver.present.book.cells import said
from volver.present.book.leaf import Leaf
from volver.present.charts.payback import payback
from volver.present.drawing import Drawing
from volver.present.sheet import Grid
from volver.present.words import Words

EN, ES = Words("en"), Words("es")
BOTH = pytest.mark.parametrize("words", [EN, ES], ids=["en", "es"])


def grids(sheet):
    """The tables of a sheet by name, each a list of rows by column."""
    return {
        grid.slug: [
            dict(zip([column.name for column in grid.columns], row, strict=True))
            for row in grid.rows
        ]
        for grid in sheet.blocks
        if isinstance(grid, Grid)
    }


@pytest.fixture(scope="module")
def found():
    """The shop of tests/describe/acquired.py."""
    return shop()


@pytest.fixture(scope="module")
def told(found):
    """Its sheet in English."""
    return grids(acquisition.sheet(found, EN))


@pytest.mark.mission("K1")
def test_rows_of_channels_add_up_to_the_blended_one(told):
    """Spend, each of its categories, and new customers; nothing is dropped."""
    *channels, paid, blended = told["cac_by_channel"]
    names = ("spend", "marketing", "advertising", "commissions", "other", "new_customers")
    for name in names:
        assert sum(row[name] for row in channels) == pytest.approx(blended[name]), name
    assert (blended["spend"], blended["new_customers"], blended["cac"]) == (165, 6, 27.5)
    assert (paid["cac"], blended["cac_without_marketing"]) == (39.75, 17.5)
    assert {row["channel"] for row in channels} == {
        "search", "social", "print", "referral", "not known",
    }  # fmt: skip
    unknown = next(row for row in channels if row["channel"] == "not known")
    assert unknown["cac"] is None  # spend without a channel is no price of customers without one


@pytest.mark.mission("F12")
@pytest.mark.mission("Q7")
def test_states_of_break_even_are_told_apart(told):
    """On a date, never at this rate, no spend; and dated only where it is reached."""
    rows = {row["channel"]: row for row in told["channel_payback"]}
    assert (rows["search"]["break_even"], rows["search"]["break_even_day"]) == ("covered", day(100))
    assert rows["social"]["break_even"] == "never at this rate"
    assert rows["referral"]["break_even"] == "no spend"
    assert rows["all"]["customers_covered"] == 2
    cohorts = [row["break_even"] for row in told["cohorts_against_cac"]]
    assert {"not yet", "never at this rate", "covered", "no spend"} == set(cohorts)


def test_what_was_covered_and_no_longer_is_says_so():
    """Cost to serve may eat up what had been paid back."""
    even = BreakEven(Covered.ON, cost=30, margin=28, ahead=0, day=date(2024, 5, 1))
    assert covered(even, EN) == "covered once, below again"


@pytest.mark.mission("F13")
def test_the_alert_names_the_channel_and_both_amounts(found):
    """None is raised while the ceiling holds."""

    def alerts(asked):
        blocks = acquisition.sheet(asked, EN).blocks
        return [b for b in blocks if isinstance(b, str) and b.startswith("Alert")]

    assert alerts(found) == []
    dearer = shop(spend=[*SPEND, {"day": day(50), "amount": 30, "channel": "search"}])
    (alert,) = alerts(dearer)
    assert "search pays €40.00" in alert
    assert "€32.01" in alert


@pytest.mark.mission("Q1")
def test_margin_of_a_cohort_stands_against_its_cost(told):
    """February: 66 for 150."""
    first = told["cohorts_against_cac"][0]
    assert (first["spend"], first["cac"], first["margin"], first["balance"]) == (150, 75, 33, -84)


@pytest.mark.mission("Q6")
def test_both_ends_of_the_ranks_are_named(told):
    """With the customers."""
    assert told["much_income_little_margin"][0]["customer"] == "bea"
    assert told["little_income_much_margin"][0]["customer"] == "dan"


@pytest.mark.mission("K9")
def test_referrals_come_with_their_caution(found, told):
    """A sixth; and a difference of two means is no effect."""
    (row,) = told["referral"]
    assert row["referral_rate"] == pytest.approx(1 / 6)
    assert row["per_seed"] == pytest.approx(1.2)
    sheet = acquisition.sheet(found, EN)
    (grid,) = [b for b in sheet.blocks if isinstance(b, Grid) and b.slug == "referral"]
    assert "selection, not an effect" in grid.caution


@BOTH
def test_every_cell_can_be_said_and_taken_away(found, words):
    """Plain values, formatted by their unit; a book holds them as they are."""
    for sheet in (
        acquisition.sheet(found, words),
        attribution.sheet(attributed(TOUCHED, SPEND), words),
    ):
        leaf = Leaf.of(sheet)
        assert Leaf.from_dict(leaf.to_dict()).to_dict() == leaf.to_dict()
        for grid in leaf.grids:
            assert len({column.name for column in grid.columns}) == len(grid.columns)
            for row in grid.rows:
                texts = [
                    said(cell, c.unit, words) for cell, c in zip(row, grid.columns, strict=True)
                ]
                assert not any("inf" in text or "nan" in text for text in texts)


def test_charts_on_one_sheet_have_names_of_their_own(found):
    """One of all channels, and one of each that costs something and has a curve."""
    drawn = [b for b in acquisition.sheet(found, EN).blocks if isinstance(b, Drawing)]
    assert [drawing.name for drawing in drawn] == ["payback", "payback_1", "payback_2"]
    assert len(drawn[0].table.rows) == 12


def test_a_chart_says_whether_it_is_paid_back():
    """In a month, not within the months seen, or with nothing known of its cost."""

    def finding(cac, spread):
        points = tuple(Estimate(m, m - spread, m + spread, 0.9) for m in (10.0, 20.0, 30.0))
        return payback(Curve(9, cac, points, date(2024, 1, 1)), "search", EN).title

    assert finding(20, 1) == "search: €20.00 paid back in month 2 (between month 2 and month 3)."
    assert "by the lower end of the band not within 3 months" in finding(20, 15)
    assert finding(40, 1) == "search: not paid back within 3 months: €30.00 of €40.00."
    assert "no acquisition cost is known" in finding(None, 1)


@BOTH
def test_what_is_missing_is_named(words):
    """Orders alone give a sheet that says what more it would need."""
    sheet = acquisition.sheet(
        shop(customers=None, spend=None, interactions=None, values=None), words
    )
    assert len(sheet.needs) == 5
    assert not {"cac_by_channel", "cac_by_month", "cohorts_against_cac"} & set(grids(sheet))
    empty = attribution.sheet(
        NotEnough("no customer has an interaction before a first order", 1, 0), words
    )
    assert len(empty.needs) == 1
    assert empty.blocks == ()


def test_attribution_says_that_no_rule_is_causal():
    """In the first sentence, before any table; every column adds up to the customers touched."""
    sheet = attribution.sheet(attributed(TOUCHED, SPEND), EN)
    assert "None of these rules is causal" in str(sheet.blocks[0])
    *channels, whole = grids(sheet)["attributed_customers"]
    for rule in (
        "first",
        "last",
        "linear",
        "position",
        "time_decay",
        "markov",
        "markov_2",
        "shapley",
    ):
        assert sum(row[rule] for row in channels) == pytest.approx(2)
        assert whole[rule] == pytest.approx(2)


def test_a_channel_of_one_customer_has_no_mean(found, told):
    """And no interval that looks like one."""
    assert isinstance(channel(found, "social").ltv, NotEnough)
    row = next(row for row in told["channel_value"] if row["channel"] == "social")
    assert (row["ltv"], row["ltv_to_cac"], row["mroi"]) == (None, None, None)
