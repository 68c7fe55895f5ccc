"""A matrix is a table whose cells say their numbers; colour only helps."""

from dataclasses import replace

import pytest
from tests.present.sample_figures import MATRIX

from volver.present.grid import alive_matrix
from volver.present.words import Words

BOTH = pytest.mark.parametrize("language", ["en", "es"])


@BOTH
def test_every_cell_says_its_share_and_how_many_it_holds(language: str) -> None:
    """Twenty-seven groups of 90 customers, and one of nobody."""
    grid = alive_matrix(MATRIX, Words(language))
    cells = [cell for _, row in grid.rows for cell in row]
    assert len(cells) == 28
    assert [cell.text for cell in cells].count("–") == 1
    assert sum("90" in cell.note for cell in cells) == 27
    assert all("%" in cell.text for cell in cells if cell.note)


def test_headers_say_where_a_group_begins_and_ends() -> None:
    """Days by whole weeks, repeat orders one by one, the last of both open."""
    grid = alive_matrix(MATRIX, Words("en"))
    assert grid.columns == (
        "0 – 6",
        "7 – 13",
        "14 – 27",
        "28 – 55",
        "56 – 111",
        "112 – 223",
        "224+",
    )
    assert [name for name, _ in grid.rows] == ["0", "1", "2", "3+"]


def test_the_finding_is_about_most_of_those_who_came_back_twice_or_more() -> None:
    """Two repeat orders: 630 customers, and 540 with more; from the first column to the last."""
    assert alive_matrix(MATRIX, Words("en")).title == (
        "With 2 repeat orders, P(alive) goes from 98% to 50% after 224 days without an order."
    )


def test_one_column_has_no_fall_to_tell() -> None:
    """Nobody was silent for a week."""
    young = replace(MATRIX, since=(0,), groups=tuple(row[:1] for row in MATRIX.groups))
    assert "goes from" not in alive_matrix(young, Words("en")).title


def test_a_notebook_shows_it_without_scripts_or_inline_styles() -> None:
    """The table is one of rows and headers, for every reader."""
    html = alive_matrix(MATRIX, Words("en"))._repr_html_()
    assert html.count('scope="row"') == 4
    assert "<script" not in html
    assert "style=" not in html


def test_a_model_without_leaving_is_said_to_be_one() -> None:
    """P(alive) of one for everybody is a property of the model, not of the customers."""
    sure = tuple(tuple(replace(group, p_alive=1.0) for group in row) for row in MATRIX.groups)
    title = alive_matrix(replace(MATRIX, groups=sure), Words("en")).title
    assert "knows no leaving" in title
