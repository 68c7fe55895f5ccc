"""A sheet of some months: fewer rows of its tables in time, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.domain.errors import BadInput
from volver.present.book.leaf import Leaf
from volver.present.book.period import Months, between, month_written, months_of
from volver.present.sheet import Column, Grid
from volver.present.words import Words

EN = Words("en")
JANUARY = 12 * 2024
MONTH, AMOUNT = Column("month", "Month", "month"), Column("margin", "Margin", "money")
DAYS = (Column("start_day", "From", "day"), Column("end_day", "To", "day"))


def grid(slug: str, columns: tuple[Column, ...], *rows: tuple, partial=frozenset()) -> Grid:
    """A table by hand."""
    return Grid(slug, slug.title(), columns, rows, partial=partial)


LEAF = Leaf(
    "sheet",
    "A sheet",
    "What is it?",
    (
        "A sentence.",
        grid(
            "months",
            (MONTH, AMOUNT),
            *((JANUARY + n, float(n)) for n in range(6)),
            partial=frozenset({(5, 1)}),
        ),
        grid("kept", DAYS, (date(2023, 12, 31), date(2024, 1, 31)),
             (date(2024, 1, 31), date(2024, 2, 29))),
        grid("moment", (DAYS[0], AMOUNT), (date(2024, 6, 30), 1.0), (date(2024, 6, 30), 2.0)),
        grid("names", (Column("name", "Name", "text"), AMOUNT), ("a", 1.0), ("b", 2.0)),
    ),
    (),
    whose={"months": tuple(f"rule {n}" for n in range(6))},
)  # fmt: skip


def test_rows_of_other_months_go_and_the_rest_stays() -> None:
    """What is marked and whom a row counts goes with the row; a table of one day has no time."""
    found = between(LEAF, Months.read("2024-02", ""), EN)
    months, kept, moment, names = found.grids
    assert [row[1] for row in months.rows] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert months.partial == {(4, 1)}
    assert found.whose["months"] == tuple(f"rule {n}" for n in range(1, 6))
    assert kept.rows == ((date(2024, 1, 31), date(2024, 2, 29)),)  # of the month in which it ends
    assert (moment, names) == LEAF.grids[2:]
    assert found.blocks[0] == "A sentence."


def test_a_table_without_a_row_says_so() -> None:
    """It does not vanish."""
    found = between(LEAF, Months.read("2024-04", "2024-05"), EN)
    assert found.blocks[2] == "Kept: there are no rows of this time."
    assert [one.slug for one in found.grids] == ["months", "moment", "names"]


def test_without_months_it_is_the_sheet_itself() -> None:
    """Nothing is copied."""
    assert between(LEAF, Months(), EN) is LEAF


def test_months_that_can_be_asked_for_are_those_of_the_tables() -> None:
    """From the first to the last, those between without a row as well."""
    assert months_of([LEAF]) == range(JANUARY, JANUARY + 6)
    assert not months_of([Leaf("x", "X", "?", ("A sentence.",), ())])


@given(st.integers(0, 7), st.integers(0, 7))
def test_what_is_left_out_and_what_stays_are_all_rows(one: int, other: int) -> None:
    """Before, within and after: each row once, in its order."""
    first, last = (JANUARY - 1 + n for n in sorted((one, other)))
    parts = (Months(None, first - 1), Months(first, last), Months(last + 1, None))
    whole = LEAF.grids[0]
    found = [
        row
        for part in parts
        for held in between(LEAF, part, EN).grids
        if held.slug == "months"
        for row in held.rows
    ]
    assert tuple(found) == whole.rows


@pytest.mark.parametrize("text", ["2024", "2024-13", "2024-00", "0000-01", "٢٠٢٤-٠١", "x", " "])
def test_what_is_no_month_is_refused(text: str) -> None:
    """In words."""
    with pytest.raises(BadInput, match="is not a month"):
        Months.read(text, "")
    with pytest.raises(BadInput, match="is not a month"):
        Months.read("", text)


def test_the_first_comes_before_the_last() -> None:
    """The other way round nothing could be shown."""
    with pytest.raises(BadInput, match="first month comes after the last"):
        Months.read("2024-03", "2024-02")
    assert [month_written(m or 0) for m in (Months.read("2024-03", "2024-03").first,)] == [
        "2024-03"
    ]
