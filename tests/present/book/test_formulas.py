"""The sheet on value in both languages: its figures are those found, and it owns what it lacks."""

import math
from dataclasses import replace

import pytest
from tests.describe.formulas.hand import shop
from tests.present.sample import SAMPLE

from volver.describe.formulas.worth import worth
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.time import DiscountRate, Horizon
from volver.present.book.cells import said
from volver.present.book.formulas import Found, sheet
from volver.present.book.leaf import Leaf
from volver.present.drawing import Drawing
from volver.present.sheet import Grid
from volver.present.words import Words

CARD = replace(SAMPLE.card, total_value=Estimate(130.0, 90.0, 180.0, 0.9))
AHEAD = (Horizon.parse("12m"), DiscountRate(0.10), 0.9)
BOTH = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture(scope="module")
def whole():
    """With everything known."""
    return Found(worth(shop(), CARD, *AHEAD), SAMPLE.past, SAMPLE.expected)


@pytest.fixture(scope="module")
def bare():
    """Orders and a margin, and no forecast."""
    none = replace(SAMPLE.card, total_value=NotEnough("nobody has come back yet", 1, 0))
    snapshot = shop(has_costs=False, has_company=False)
    return Found(worth(snapshot, none, *AHEAD), None, None)


def grids(shown):
    """By slug."""
    return {block.slug: block for block in shown.blocks if isinstance(block, Grid)}


@BOTH
def test_the_whole_sheet_holds_every_table_and_chart(whole, language):
    """In one order, in both languages, and able to be kept as a leaf."""
    shown = sheet(whole, Words(language, "EUR"))
    assert list(grids(shown)) == [
        "formulas", "bridge", "chain", "parts", "sensitivity", "components", "clv", "variants",
        "replacing", "profit", "largest_losses",
    ]  # fmt: skip
    charts = [block.name for block in shown.blocks if isinstance(block, Drawing)]
    assert charts == ["bridge", "tornado", "concentration"]
    assert shown.needs == ()
    Leaf.of(shown).to_dict()


@BOTH
def test_rows_are_as_wide_as_their_columns_and_cells_can_be_said(whole, bare, language):
    """Every number finite, every text there."""
    words = Words(language, "EUR")
    for found in (whole, bare):
        for grid in grids(sheet(found, words)).values():
            for row in grid.rows:
                assert len(row) == len(grid.columns)
                for cell, column in zip(row, grid.columns, strict=True):
                    assert not isinstance(cell, float) or math.isfinite(cell)
                    assert isinstance(cell, str) == (column.unit == "text") or cell is None
                    assert "{" not in said(cell, column.unit, words)


@pytest.mark.mission("F14")
@BOTH
def test_the_bridge_that_is_shown_sums_to_the_cent(whole, language):
    """Row by row from the chain formula to the model."""
    rows = grids(sheet(whole, Words(language, "EUR")))["bridge"].rows
    level = 262.50
    for _, _, amount, after, _ in rows:
        level = round(level + amount, 2)
        assert level == after
    assert level == 21.67


@pytest.mark.mission("F3")
def test_the_resale_rate_names_its_unit_and_a_loss_keeps_its_sign(whole):
    """Orders after the first, per customer and year; -2.34 is below zero on the page too."""
    words = Words("en", "EUR")
    shown = grids(sheet(whole, words))
    (rate,) = [row for row in shown["parts"].rows if str(row[0]).startswith("Resale rate")]
    assert rate == ("Resale rate: orders after the first", None, 1.0, "per customer and year")
    margin = {row[0]: row[1] for row in shown["formulas"].rows}["Margin formula"]
    assert said(margin, "money", words) == "-€2.34"


@pytest.mark.mission("F4")
def test_gross_money_comes_with_its_notice(whole):
    """The price formula is net; on gross money it is a sentence that says what that counts."""
    sentences = [block for block in sheet(whole, Words("en", "EUR")).blocks if type(block) is str]
    assert (
        "Price formula on another basis, revenue before refunds: €262.50. "
        "Gross money counts what was given back: 14.3% of it here."
    ) in sentences
    spanish = [block for block in sheet(whole, Words("es", "EUR")).blocks if type(block) is str]
    assert any("aquí el 14,3\N{NO-BREAK SPACE}%." in said for said in spanish)


@pytest.mark.mission("F6")
def test_every_figure_of_a_formula_has_its_basis(whole, bare):
    """Also where a cost is not known; none of the usual rows is revenue passed off as margin."""
    for found in (whole, bare):
        rows = grids(sheet(found, Words("en", "EUR")))["formulas"].rows
        bases = {row[0]: row[4] for row in rows}
        assert all(bases.values())
        assert bases["Margin formula"].startswith("margin")


@pytest.mark.mission("F8")
def test_the_elasticities_in_print_stand_beside_the_own_one(whole):
    """At 12 % a year."""
    text = " ".join(b for b in sheet(whole, Words("en")).blocks if type(b) is str)
    for printed in ("2.154", "2.667", "3.500", "5.091", "1.83% here"):
        assert printed in text


@pytest.mark.mission("K12")
def test_five_times_is_a_claim_to_compare(whole, bare):
    """Beside the own figure, and nowhere without it."""
    text = " ".join(b for b in sheet(whole, Words("en")).blocks if type(b) is str)
    assert "costs 17.0 times" in text
    assert "claimed to be 5 times: a claim to compare" in text
    assert "claimed to be 5" not in " ".join(map(str, sheet(bare, Words("en")).blocks))


@pytest.mark.mission("K13")
def test_the_claim_of_80_20_is_drawn_as_a_line_to_compare(whole):
    """Past and expected curves, and the claim as a third."""
    (drawn,) = [
        block
        for block in sheet(whole, Words("en")).blocks
        if isinstance(block, Drawing) and block.name == "concentration"
    ]
    assert drawn.table.columns[1:] == ("expected value", "value to date")
    assert "the 80/20 claim" in str(drawn.page_spec())


@BOTH
def test_what_is_lacking_is_said_and_not_drawn(bare, language):
    """No forecast, no spend, no costs: three sentences and fewer tables."""
    shown = sheet(bare, Words(language))
    assert list(grids(shown)) == [
        "formulas", "bridge", "chain", "parts", "sensitivity", "variants"
    ]  # fmt: skip
    assert len(shown.needs) == 3
    assert all(need.endswith(".") for need in shown.needs)
