"""What a warehouse would be asked, read back into DuckDB and run there.

Not that warehouse: only that the formulas of its macros come to what DuckDB's own do. What the
functions give that DuckDB lacks is stated here, by the manual of each.
"""

from collections.abc import Iterator
from typing import get_args

import pytest
from sqlglot import exp, parse_one
from tests.contracts.engines.test_queries import CALLS, answer, messy_shop
from tests.store.shop import END, engine_with

from volver.domain.money import Basis
from volver.store import open_engine, views
from volver.store.dialect import render
from volver.store.engine import Cell, Embedded, Rendered
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

HEX = "CAST('0x' || digits AS BIGINT)"
LACKING = {
    "from_hex(digits, model)": HEX,
    "from_base(digits, base)": HEX,
    "conv(digits, base, other)": f"CAST({HEX} AS TEXT)",
    "to_utf8(letters)": "letters",
    "format_number(number, places)": "format('{:,.' || places || 'f}', CAST(number AS DOUBLE))",
    "formatted(model, number)": "format(CASE WHEN contains(model, '.') THEN '{:,.2f}'"
    " ELSE '{:,.0f}' END, CAST(number AS DOUBLE))",
}
AGGREGATES = [
    f"{call} AS found FROM (VALUES {rows}) AS t(a, b)"
    for call in ("v_median(CAST(a AS DOUBLE))", "v_first_by(a, b)")
    for rows in ("(1, 3), (2, 2), (7, 1)", "(1, 2), (2, 1), (NULL, NULL), (0, 4), (9, 5)")
]

rendered = pytest.mark.parametrize(
    "dialect",
    # ClickHouse answers itself; see tests/contracts/engines/test_clickhouse.py.
    [name for name in get_args(Rendered) if name != "clickhouse"],
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Embedded]:
    """With a shop, and with the functions that it lacks."""
    engine = open_engine()
    engine_with(messy_shop(), engine)
    for head, body in LACKING.items():
        engine.execute(f"CREATE TEMP MACRO {head} AS {body}")
    yield engine
    engine.close()


def read_back(sql: str, dialect: Rendered) -> str:
    """A query as the warehouse would get it, in DuckDB's words."""

    def put(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Collate():
                return node.this
            case exp.ToNumber():
                return exp.func("from_hex", node.this, node.args["format"])
            case exp.ToChar():
                return exp.func("formatted", node.args["format"], node.this)
            case exp.Format():
                return exp.Anonymous(this="formatted", expressions=[node.this, *node.expressions])
            case exp.Quantile():  # Databricks' PERCENTILE lies between two values
                return exp.func("quantile_cont", node.this, node.args["quantile"])
            case exp.DataType(this=exp.DType.DECIMAL, expressions=[]):  # BigQuery's NUMERIC
                return exp.DataType.build("DECIMAL(38, 9)")
            case exp.Div(this=exp.Count() | exp.Paren()) if dialect == "trino":
                return exp.IntDiv(this=node.this, expression=node.expression)
        return node

    return parse_one(sql, read=dialect).transform(put).sql("duckdb")


def same(engine: Embedded, sql: str, dialect: Rendered, **given: Cell) -> None:
    """Asked in both words, it is answered alike, to the last bit."""
    expected = answer(engine, sql, given)
    found = answer(engine, read_back(render(sql, dialect, given), dialect), {})
    assert expected
    assert found == expected


@rendered
@pytest.mark.parametrize("asked", [*(f"{call} AS found" for call in CALLS), *AGGREGATES])
def test_a_macro_comes_to_the_same(asked, dialect, engine):
    """Of numbers and texts of every kind that it gets, over odd and even numbers of rows."""
    same(engine, f"SELECT {asked}", dialect)


@pytest.mark.slow
@rendered
def test_histories_come_to_the_same(dialect, engine):
    """From the lines up, with costs and refunds."""
    shape = Shape(Basis("margin_from_cost", 0.345), has_order_ids=True, has_refunds=True)
    sql = Snapshot(engine, END, shape).sql(views.histories(shape))
    same(engine, sql, dialect, as_of=END, rate=0.345)
