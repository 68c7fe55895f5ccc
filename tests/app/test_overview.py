"""The first page shows the book's own figures, and says so where it knows none."""

import json
import re
from dataclasses import replace

import pytest

from volver.app.book.publish import OVERVIEW, open_book
from volver.app.kpi import kpi
from volver.app.overview import overview
from volver.app.published import PublishedRun
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.domain.overview import Findings
from volver.present.overview import to_do
from volver.present.words import Words


@pytest.fixture(scope="module")
def figures(opened):
    """The six, by name."""
    return {card.figure.slug: card.figure for card in overview(opened).cards}


def cells(made_shop, sheet, slug):
    """The rows of one table of the book, by column."""
    grid = next(g for g in open_book(made_shop, "en").leaf(sheet).grids if g.slug == slug)
    names = [column.name for column in grid.columns]
    return [dict(zip(names, row, strict=True)) for row in grid.rows]


def test_the_forecast_is_that_of_the_card(opened, figures):
    """With its interval."""
    total = opened.card["total_value"]
    found = figures["expected_margin"]
    assert (found.value, found.low, found.high) == (total["value"], total["low"], total["high"])


def test_margin_is_that_of_volver_kpi(made_shop, figures):
    """To date, in the last whole quarter and in the one before it."""
    found = figures["margin_to_date"]
    here = Workspace.open(made_shop)
    (whole,) = kpi(here, "margin", "whole", None, None, None, None).found.rows
    quarters = kpi(here, "margin", "quarter", None, None, None, None).found.rows
    known = [row.value for row in quarters if not row.is_partial]
    assert found.value == whole.value
    assert (found.change.now, found.change.before) == (known[-1], known[-2])


def test_customers_and_retention_are_those_of_the_book(made_shop, figures):
    """By quarter: start + won + back - lost = end."""
    rows = cells(made_shop, "retention", "retention_customers_quarter")
    ends = [row["end"] for row in rows]
    assert figures["active_customers"].value == ends[-1]
    change = figures["active_customers"].change
    assert change.now in ends
    assert change.before == ends[ends.index(change.now) - 1]
    assert figures["retention"].value == pytest.approx(rows[-1]["retention"])
    assert figures["retention"].change.before == pytest.approx(rows[-2]["retention"])


def test_value_at_stake_is_the_sum_over_customers(opened, figures):
    """Of value x (1 - P(alive)), nothing below zero."""
    rows = opened.snapshot.rows("SELECT value, p_alive FROM forecasts")
    assert figures["value_at_stake"].value == pytest.approx(
        sum(max(value, 0) * (1 - alive) for value, alive in rows), rel=1e-12
    )


def test_every_card_opens_a_sheet_of_the_book_and_says_what_it_is(made_shop, opened):
    """In both languages, and the same figure in both."""
    sheets = {leaf.slug for leaf in open_book(made_shop, "en").leaves}
    english, spanish = overview(opened, "en"), overview(opened, "es")
    for one, other in zip(english.cards, spanish.cards, strict=True):
        assert one.figure == other.figure
        assert one.figure.sheet in sheets
        assert one.meaning.endswith(".")
        assert one.meaning != other.meaning
        assert one.change != other.change
    assert len(english.cards) == 6
    assert {todo.sheet for todo in english.to_do} <= sheets


def test_what_is_put_by_is_finite_and_comes_back_as_it_was(opened):
    """A NaN is an error when it is written, and no token that a browser would choke on."""
    plain = json.loads((opened.folder / OVERVIEW).read_text("utf-8"))
    found = Findings.from_dict(plain)
    assert json.loads(json.dumps(found.to_dict(), default=str)) == plain
    spoilt = replace(found.figures[0], value=float("nan"))
    with pytest.raises(ValueError, match="nan"):
        replace(found, figures=(spoilt, *found.figures[1:])).to_dict()


def test_of_each_kind_of_thing_to_do_one_comes_first(opened):
    """A segment without a plan, late customers, a channel that costs too much."""
    found = Findings.from_dict(json.loads((opened.folder / OVERVIEW).read_text("utf-8")))
    late = replace(found, late=3, late_value=10.0)
    told = to_do(late, [("good", 5.0), ("best", 90.0), ("mine", None)], Words("en"))
    assert [one.sheet for one in told] == ["segments", "retention", "segments"]
    assert "Best" in told[0].text
    assert re.search(r"\b3 customers are past", told[1].text)
    nothing = replace(found, late=0, dear=())
    assert to_do(nothing, [], Words("en")) == ()


def test_a_run_without_a_book_says_so(tmp_path, opened):
    """And what to do."""
    empty = PublishedRun(opened.workspace, tmp_path, opened.snapshot, opened.card)
    with pytest.raises(NotFound, match="volver run"):
        overview(empty)
