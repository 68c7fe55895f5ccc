"""Ready tables: every row is accepted, rejected or a duplicate, and columns are found by name."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from volver.collect.files.layout import ReadOptions
from volver.collect.incidence import read_incidence
from volver.collect.tables import Wanted, read_table
from volver.domain.errors import BadInput, Rejected

WANTED = (
    Wanted("customer", "who", ("customer", "id"), is_text=True),
    Wanted("orders", "how many orders", ("orders", "x")),
    Wanted("last", "the last", ("last", "t x")),
    Wanted("periods", "how many periods", ("periods", "n")),
    Wanted("weights", "how many customers", ("weights", "count"), default=1),
)


@pytest.fixture
def written(tmp_path):
    """Write a file and say where."""

    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def adds_up(table):
    """Rows in = accepted + rejected + duplicates."""
    return table.rows_in == len(table) + table.rejected + table.duplicates


def test_columns_are_found_by_their_names(written):
    """Whatever their order; the guess is told, and what is not there has its default."""
    table = read_table(written("n,x,t.x,color\n6,2,4,red\n6,0,0,blue\n"), WANTED, {})
    assert table["orders"].tolist() == [2, 0]
    assert table["last"].tolist() == [4, 0]
    assert table["periods"].tolist() == [6, 6]
    assert table["weights"].tolist() == [1, 1]
    assert table.lines.tolist() == [2, 3]
    assert "orders is read from column 'x': its name says so" in table.notes
    assert "Columns that are not read: color" in table.notes
    assert adds_up(table)


def test_a_table_without_a_header_has_its_columns_by_place(written):
    """As the advice of the error says."""
    path = written("2,4,6\n0,0,6\n")
    with pytest.raises(BadInput, match="has no header"):
        read_table(path, WANTED, {})
    stated = {"orders": "#1", "last": "#2", "periods": "#3"}
    table = read_table(path, WANTED, stated, ReadOptions(header=False))
    assert table["last"].tolist() == [4, 0]


def test_a_column_that_is_named_is_taken(written):
    """By name or by place, also where another has the usual name."""
    table = read_table(
        written("x,gifts,t.x,n\n9,2,4,6\n"), WANTED, {"orders": "gifts", "last": "#3"}
    )
    assert table["orders"].tolist() == [2]
    assert table["last"].tolist() == [4]


@pytest.mark.parametrize(
    ("text", "stated", "says"),
    [
        ("a,b,c\n1,2,3\n", {}, "No column of table.csv is mapped to orders"),
        ("x,t.x,n\n1,2,3\n", {"orders": "gifts"}, "has no column 'gifts'"),
        ("x,t.x,n\n1,2,3\n", {"last": "x", "orders": "x"}, "is named for orders and for last"),
    ],
)
def test_a_column_that_is_not_there_is_asked_for(written, text, stated, says):
    """With the columns that are."""
    with pytest.raises(BadInput, match=says):
        read_table(written(text), WANTED, stated)


def test_a_cell_that_is_no_count_rejects_its_row(written):
    """With the line, the column and what stood there; 3.0 is a count."""
    table = read_table(written("x,t.x,n\n2.5,3,6\n,3,6\n2,3.0,6\n1,1,-6\nx,y,z\n"), WANTED, {})
    assert table["last"].tolist() == [3]
    assert sorted((m.line, m.rule, m.column) for m in table.refused) == [
        (2, "not_whole", "x"), (3, "number_missing", "x"), (5, "not_whole", "n"),
        (6, "not_whole", "x"),
    ]  # fmt: skip
    assert adds_up(table)


def test_a_customer_stands_once(written):
    """The same line again is a duplicate; another one of the same customer is rejected."""
    table = read_table(
        written("id,x,t.x,n\nana,1,2,6\nana,1,2,6\nana,1,3,6\nbea,1,3,6\n"), WANTED, {}
    ).once("customer")
    assert table.texts["customer"].tolist() == ["ana", "bea"]
    assert table.duplicates == 1
    assert [m.rule for m in table.refused] == ["customer_twice"]
    assert adds_up(table)


def test_rows_that_cannot_be_are_shown_with_their_numbers(written):
    """So that a person finds the slip."""
    table = read_table(written("x,t.x,n\n5,2,6\n1,2,6\n"), WANTED, {})
    table = table.without(table["orders"] > table["last"], "counts_disagree")
    assert table.refused[0].column == "orders/last/periods/weights"
    assert table.refused[0].detail == "5/2/6/1"
    with pytest.raises(Rejected, match="1 of 2 records"):
        table.checked(0.05)
    assert len(table.checked(0.5)) == 1


def test_a_table_without_rows_is_refused(written):
    """Nothing can be learnt from a header."""
    with pytest.raises(BadInput, match="has a header and no rows"):
        read_table(written("x,t.x,n\n"), WANTED, {}).checked(0.05)


def test_parquet_and_json_lines_are_read_alike(written, tmp_path):
    """The same rows from each."""
    columns = {"x": [2, 0], "t_x": [4, 0], "n": [6, 6]}
    pq.write_table(pa.table(columns), tmp_path / "table.parquet")
    text = '{"x": 2, "t_x": 4, "n": 6}\n{"x": 0, "t_x": 0, "n": 6}\n'
    for path in (tmp_path / "table.parquet", written(text, "table.jsonl")):
        table = read_table(path, WANTED, {})
        assert [table[field].tolist() for field in ("orders", "last", "periods")] == [
            [2, 0], [4, 0], [6, 6]
        ]  # fmt: skip


def test_columns_of_0_and_1_are_counted(written):
    """Blanks before the first one are before the customer came; a blank in between is none."""
    table = read_incidence(
        written("id,2019,2020,2021,2022,note\na,0,1,0,0,x\nb,,,1,1,y\nc,0,,1,0,z\nd,,,,,z\n"),
        WANTED,
        {},
    )
    assert table.texts["customer"].tolist() == ["a", "b", "d"]
    assert table["orders"].tolist() == [1, 2, 0]
    assert table["last"].tolist() == [2, 2, 0]
    assert table["periods"].tolist() == [4, 2, 0]
    assert [(m.line, m.rule, m.column) for m in table.refused] == [(4, "number_missing", "2020")]
    assert "Opportunities are the 4 columns '2019' to '2022'" in table.notes
    assert adds_up(table)


def test_a_table_without_such_columns_is_refused(written):
    """With what to do."""
    with pytest.raises(BadInput, match="no columns of 0 and 1"):
        read_incidence(written("id,x\na,3\n"), WANTED, {})


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ana", "bea", "=1+1", ""]),
            *[st.sampled_from(["0", "1", "2", "x", "", "2.0", "1e400", "nan", "-1"])] * 3,
        ),
        max_size=12,
    ).filter(lambda rows: any(map(any, rows)))
)
def test_every_row_becomes_something(tmp_path_factory, rows):
    """Accepted, rejected or a duplicate, whatever stands in it."""
    path = tmp_path_factory.mktemp("rows") / "table.csv"
    lines = [",".join(row) for row in rows if any(row)]
    path.write_text("\n".join(["id,x,t.x,n", *lines]) + "\n", "utf-8")
    table = read_table(path, WANTED, {}).once("customer")
    assert table.rows_in == len(lines)
    assert adds_up(table)
    assert len(set(table.lines.tolist())) == len(table)
    assert all(np.all(table[field] >= 0) for field in ("orders", "last", "periods"))
