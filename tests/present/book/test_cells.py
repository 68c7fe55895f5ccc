"""Which rows and columns of a table a page shows."""

from dataclasses import replace

import pytest

from volver.present.book.cells import across, lines
from volver.present.sheet import Column, Grid

TRIANGLE = Grid(
    "cohorts",
    "Cohorts",
    (Column("cohort", "Cohort", "month"), *(Column(f"{k}", f"+{k}", "money") for k in range(40))),
    tuple((24_240 + n, *[1.5] * (40 - n), *[None] * n) for n in range(40)),
    is_heat=True,
)


@pytest.mark.parametrize(
    ("cells", "rows"), [(None, 40), (1_000, 31), (41 * 40, 40), (3, 1), (0, 1)]
)
def test_a_page_shows_the_newest_that_it_can_carry(cells: int | None, rows: int) -> None:
    """31 cohorts have 31 ages and a name each, which makes 992 cells; at least one row is shown."""
    shown = lines(TRIANGLE, 60, cells)
    assert (len(shown), shown.stop) == (rows, 40)


def test_columns_that_no_shown_row_has_reached_are_left_out() -> None:
    """Of the newest 31 cohorts the oldest has 31 ages; of all of them nothing is left out."""
    assert across(TRIANGLE, lines(TRIANGLE, 60, 1_000)) == 32
    assert across(TRIANGLE, lines(TRIANGLE, 60)) == 41
    assert across(replace(TRIANGLE, rows=()), range(0)) == 41


def test_other_tables_keep_every_column_and_show_their_first_rows() -> None:
    """An empty cell of a list is an answer; and without time there are no newest."""
    rows = tuple((f"{n}", 1.0, None) for n in range(500))
    columns = (Column("who", "Who", "text"), *(Column(c, c, "money") for c in "ab"))
    listed = Grid("list", "List", columns, rows)
    assert lines(listed, 60, 1_000) == range(60)
    assert lines(listed, 60, 90) == range(30)
    assert across(listed, range(30)) == 3
    assert lines(replace(listed, rows=()), 60, 90) == range(0)
