"""Rendering: one query in, the same query in another engine's words out."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from sqlglot import exp, parse_one

from volver.domain.errors import BadInput
from volver.store import open_source
from volver.store.dialect import literal, parsed, render
from volver.store.engine import Rendered

rendered = pytest.mark.parametrize("dialect", get_args(Rendered))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; DROP TABLE order_lines",
        "DROP TABLE order_lines",
        "INSERT INTO t SELECT 1",
        "CREATE TABLE t AS SELECT 1",
        "WITH a AS (SELECT 1) DELETE FROM t",
        "COPY (SELECT 1) TO 'x'",
        "SET threads = 1",
    ],
)
def test_only_one_query_is_rendered(sql):
    """Nothing that writes, and never two."""
    with pytest.raises(ValueError, match="not one query"):
        parsed(sql)


def test_a_macro_within_a_macro_is_rendered_too():
    """Each in brackets where its value could be taken apart."""
    sql = render("SELECT v_days_between(a, v_days_between(b, c)) AS d FROM t", "postgres")
    assert sql == "SELECT ((c - b) - a) AS d FROM t"


def test_an_argument_stays_one_value():
    """10 - (2 - 1) is not 10 - 2 - 1."""
    assert "(10 - (2 - 1))" in render("SELECT v_days_between(2 - 1, 10) AS d", "postgres")


def test_an_unknown_macro_is_refused():
    """A name that passed through would be found out by a customer's database."""
    with pytest.raises(KeyError, match="v_unheard_of"):
        render("SELECT v_unheard_of(a) FROM t", "postgres")


def test_a_parameter_without_a_value_is_refused():
    """Rather than sent as it stands."""
    with pytest.raises(KeyError, match="as_of"):
        render("SELECT $as_of AS a", "postgres", {})


def test_a_view_stays_unmaterialised():
    """PostgreSQL would otherwise compute it whole before it looks what is asked of it."""
    sql = render("WITH a AS NOT MATERIALIZED (SELECT 1 AS b) SELECT b FROM a", "postgres")
    assert sql == "WITH a AS NOT MATERIALIZED (SELECT 1 AS b) SELECT b FROM a"


@rendered
def test_a_warehouse_places_a_view_itself(dialect):
    """None of them knows the words for it."""
    sql = render("WITH a AS NOT MATERIALIZED (SELECT 1 AS b) SELECT b FROM a", dialect)
    assert "MATERIALIZED" not in sql


@rendered
def test_a_warehouse_joins_texts_that_are_there(dialect):
    """Each piece is made a text first, and one that is missing an empty one, at every depth."""
    sql = render("SELECT CONCAT('x', CASE WHEN a THEN CONCAT(b, 'y') END) AS c FROM t", dialect)
    joined = list(parse_one(sql, read=dialect).find_all(exp.Concat))
    assert len(joined) == 2
    for piece in (piece for call in joined for piece in call.expressions):
        while isinstance(piece, exp.Cast):  # Trino's own
            piece = piece.this
        if not isinstance(piece, exp.Literal):
            assert isinstance(piece, exp.Coalesce)
            assert isinstance(piece.this, exp.Cast)


@rendered
def test_every_name_is_in_quotes_for_a_warehouse(dialect):
    """A word that one of them reserves would end the query, and Snowflake writes names large."""
    tree = parse_one(render("SELECT a.sample AS level FROM rows AS a", dialect), read=dialect)
    assert all(name.quoted for name in tree.find_all(exp.Identifier))


@rendered
def test_a_double_is_read_from_its_text_by_a_warehouse(dialect):
    """As a number with a point it would be a decimal on the way."""
    sql = render("SELECT CAST($rate AS DOUBLE) AS rate", dialect, {"rate": -0.1})
    assert "'-0.1'" in sql


@pytest.mark.parametrize(
    ("dialect", "kind"),
    [
        ("snowflake", "TIMESTAMPNTZ"),
        ("bigquery", "DATETIME"),
        ("trino", "TIMESTAMP(6)"),
        ("databricks", "TIMESTAMP_NTZ"),
        ("spark", "TIMESTAMP_NTZ"),
        ("postgres", "TIMESTAMP"),
    ],
)
def test_a_moment_has_no_zone_and_keeps_its_microseconds(dialect, kind):
    """Where TIMESTAMP means another thing, it is called otherwise."""
    moment = datetime(2024, 2, 29, 23, 59, 1, 5)  # noqa: DTZ001 - without a zone
    sql = render("SELECT $moment AS moment", dialect, {"moment": moment})
    assert f"CAST('2024-02-29 23:59:01.000005' AS {kind})" in sql


@rendered
def test_what_nobody_has_run_is_not_opened(dialect):
    """And the error says why, and what may be done."""
    with pytest.raises(BadInput, match="nobody has run them") as raised:
        open_source(f"{dialect}://account/database")
    assert dialect in raised.value.what
    assert "docs/how-to/add-an-engine.md" in raised.value.next_step


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (-7, "-7"),
        (0.1, "CAST(0.1 AS DOUBLE PRECISION)"),
        (1e300, "CAST(1e+300 AS DOUBLE PRECISION)"),
        (Decimal("-1.50"), "-1.50"),
        (date(2024, 2, 29), "CAST('2024-02-29' AS DATE)"),
        (datetime(2024, 2, 29, 23, 59, 1), "CAST('2024-02-29 23:59:01' AS TIMESTAMP)"),  # noqa: DTZ001 - UTC
        ("'; DROP TABLE t --", "'''; DROP TABLE t --'"),
        ("$as_of", "'$as_of'"),
    ],
)
def test_a_value_becomes_a_literal_of_its_type(value, written):
    """As a tree, so that no text can end it."""
    assert literal(value).sql("postgres") == written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_has_no_literal(value):
    """Engines write these each in their own way, and none of our queries needs them."""
    with pytest.raises(ValueError, match="no literal"):
        literal(value)


def test_the_embedded_engine_needs_no_translator():
    """Importing sqlglot takes longer than many a query."""
    code = (
        "import sys; from volver.store import open_engine, dialect, snapshot;"
        " open_engine().rows('SELECT v_bucket(1)'); print('sqlglot' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
