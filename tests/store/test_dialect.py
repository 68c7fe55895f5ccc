"""Rendering: one query in, the same query in another engine's words out."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest

from volver.store.dialect import literal, parsed, render


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
