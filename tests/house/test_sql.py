"""Queries keep to constructs that every engine reads alike, and to the tables of the schema.

A translator passes on what it does not know, in silence. So what may stand in a query is listed
here, and adding to the list means: it was run on every engine and came out the same.
"""

import re
from typing import get_args

import pytest
from sqlglot import exp
from tests.house.queries import LISTED, QUERIES, SHAPES, places

from volver.store import views
from volver.store.dialect import bodies, macros, parsed
from volver.store.engine import Dialect, Rendered
from volver.store.schema import TABLES
from volver.store.schema.by_customer import PREPARED

DIALECTS: tuple[Dialect | Rendered, ...] = (*get_args(Dialect), *get_args(Rendered))
STRUCTURE = {
    exp.Select, exp.Union, exp.Subquery, exp.With, exp.CTE, exp.TableAlias, exp.From, exp.Table,
    exp.Join, exp.Where, exp.Group, exp.Order, exp.Ordered, exp.Limit, exp.Window,
    exp.Column, exp.Identifier, exp.Alias, exp.Star, exp.Placeholder, exp.Paren,
    exp.Values, exp.Tuple,
    exp.Literal, exp.Boolean, exp.Null, exp.DataType, exp.DataTypeParam,
}  # fmt: skip
OPERATORS = {
    exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg,
}  # fmt: skip
FUNCTIONS = {
    exp.Case, exp.If, exp.Cast, exp.Coalesce, exp.Nullif, exp.Concat, exp.Substring, exp.Chr,
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.RowNumber,
}  # fmt: skip
TYPES = {
    "BIGINT", "INT", "DOUBLE", "DECIMAL(18, 4)", "DECIMAL(19, 4)", "DECIMAL(28, 4)",
    "DECIMAL(18, 6)", "DECIMAL(18, 8)",
    "DECIMAL(18, 0)", "DATE", "TEXT", "TIMESTAMP",
    "TIMESTAMPNTZ", "BOOLEAN",
}  # fmt: skip

ROOMS = ("describe.", "predict.", "decide.", "app.")
FOR_ROOMS = {table.name for table in TABLES if table.kind in ("view", "derived")}
WITHIN_STORE = {table.name for table in TABLES} | {
    "costed_lines", "lines", "mean_margin_rate", "priced_lines", "sales", "refund_targets", "past",
    "published",
}  # fmt: skip
READ = [table for table in TABLES if table.name in FOR_ROOMS | {"order_lines", "values"}]
TEXT = {column.name for table in READ for column in table.columns if column.type == "TEXT"}

every_query = pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES)


def test_every_query_is_listed():
    """A SELECT in the source that tests/house/queries.py does not list is not looked at here."""
    assert sorted(set(places())) == sorted(LISTED)


def test_every_view_that_a_shape_needs_is_listed():
    """And no file of a view lies about unused."""
    needed = {text for shape in SHAPES for text in views.definitions(shape).values()}
    needed |= {views.histories(shape) for shape in SHAPES} | {views.text("customer_months")}
    needed |= {views.text(table.name) for table in PREPARED}
    needed |= {views.product_months(shape) for shape in SHAPES}
    assert needed == set(LISTED["store.views._MARGIN"].values())


def strangers(sql):
    """What stands in a query and in no list above."""
    known = STRUCTURE | OPERATORS | FUNCTIONS
    return [
        node.sql("duckdb")
        for node in parsed(sql).walk()
        if type(node) not in known
        and not (isinstance(node, exp.Anonymous) and re.fullmatch(r"v_\w+", node.name.lower()))
    ]


@every_query
def test_a_query_is_made_of_what_every_engine_reads_alike(sql):
    """Every node of the parsed query, not only its functions."""
    assert strangers(sql) == []


@pytest.mark.parametrize(
    "stranger",
    [
        "AVG(a)", "MEDIAN(a)", "QUANTILE_CONT(a, 0.5)", "EPOCH_MS(a)", "HASH(a)", "ROUND(a)",
        "DATE_TRUNC('month', a)", "a // 2", "a[1]", "a IN (SELECT b) OR EXISTS (SELECT 1)",
        "SUM(a) FILTER (WHERE b)", "READ_CSV('x')", "CURRENT_DATE", "RANDOM()", "a LIKE 'b'",
    ],
)  # fmt: skip
def test_what_is_not_listed_is_found(stranger):
    """Each of these means another thing on another engine, or reads what it should not."""
    assert strangers(f"SELECT {stranger} AS x FROM t")


@every_query
def test_a_query_calls_only_macros_that_have_a_body_everywhere(sql):
    """With as many arguments as the body has."""
    for call in parsed(sql).find_all(exp.Anonymous):
        for dialect in DIALECTS:
            arguments = defined(dialect)[call.name.lower()]
            assert len(arguments) == len(call.expressions)


@every_query
def test_a_cast_is_to_a_type_that_every_engine_has(sql):
    """And that means the same there."""
    assert {node.sql() for node in parsed(sql).find_all(exp.DataType)} <= TYPES


@every_query
def test_a_division_is_of_doubles_and_never_by_zero(sql):
    """Engines divide whole numbers and decimals each in their own way, and some raise at zero."""
    for node in parsed(sql).find_all(exp.Div):
        assert isinstance(node.left, exp.Cast)
        assert node.left.to.this == exp.DType.DOUBLE
        assert isinstance(node.right, exp.Nullif) or node.find_ancestor(exp.Case), node.sql()


@every_query
def test_a_text_is_ordered_by_its_bytes(sql):
    """A server's collation would order customers, and number them, its own way."""
    for node in parsed(sql).find_all(exp.Ordered):
        assert not (isinstance(node.this, exp.Column) and node.this.name in TEXT), node.sql()


@pytest.mark.parametrize("place", LISTED)
def test_a_query_names_only_tables_it_may(place):
    """Rooms see views and derived tables; what lies beneath them is the store's own."""
    allowed = FOR_ROOMS if place.startswith(ROOMS) else WITHIN_STORE
    for sql in LISTED[place].values():
        tree = parsed(sql)
        own = {cte.alias for cte in tree.find_all(exp.CTE)}
        named = {table.name for table in tree.find_all(exp.Table)}
        assert named - own <= allowed


def test_the_macros_are_the_same_in_every_dialect():
    """By name and arguments; a body that is missing would be found out by a customer."""
    for dialect in DIALECTS:
        assert defined(dialect) == defined("duckdb")


def test_a_macro_names_only_its_arguments():
    """Any other name in a body would be looked up in the query that it lands in."""
    for dialect in DIALECTS:
        if dialect != "duckdb":
            for macro in bodies(dialect).values():
                named = {column.name for column in macro.body.find_all(exp.Column)}
                assert named == set(macro.arguments), macro.name


def test_a_parameter_that_is_a_double_can_be_no_decimal():
    """DuckDB reads a bare 0.1 as DECIMAL, whose products overflow; ours are bound or cast."""
    for name, sql in QUERIES.items():
        numbers = [n for n in parsed(sql).find_all(exp.Literal) if not n.is_string]
        assert all(number.is_int for number in numbers), name


def defined(dialect: Dialect | Rendered) -> dict[str, tuple[str, ...]]:
    """The macros of a dialect's file and their arguments."""
    head = re.compile(r"CREATE (?:OR REPLACE TEMP )?MACRO (v_\w+)\(([^)]*)\) AS")
    found = [head.match(statement) for statement in macros(dialect)]
    assert all(found)
    return {match[1]: tuple(match[2].split(", ")) for match in found if match}
