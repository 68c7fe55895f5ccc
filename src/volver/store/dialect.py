"""Our SQL is DuckDB's; here it is written for other engines.

DuckDB runs it as it stands, so nothing on its path imports sqlglot. For any other engine the query
becomes a tree: a `v_*` macro is replaced by its body in that engine's own words, a parameter by a
literal of its type. Nothing is ever pasted into the text.

sqlglot translates what it knows and passes on what it does not, in silence. That is safe only
because tests/house/test_sql.py keeps queries to the few constructs that mean the same everywhere.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

from volver.store.engine import Cell, Dialect, Rendered

if TYPE_CHECKING:
    from sqlglot.expressions import Expr, Query

WIDE = 9
"""Digits of a whole number above which ClickHouse wants it wider than a decimal with places."""
_MACRO = re.compile(r"CREATE MACRO (v_\w+)\(([\w, ]*)\) AS (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Macro:
    """What a `v_*` call stands for in one dialect."""

    name: str
    arguments: tuple[str, ...]
    body: "Expr"

    def called(self, given: "list[Expr]") -> "Expr":
        """The body with the arguments put in, each in brackets where it needs them."""
        from sqlglot import exp

        values = dict(zip(self.arguments, given, strict=True))

        def put_in(node: "Expr") -> "Expr":
            if not isinstance(node, exp.Column):
                return node
            value = values[node.name].copy()
            stands_alone = isinstance(value, exp.Column | exp.Func | exp.Literal | exp.Paren)
            return value if stands_alone else exp.Paren(this=value)

        return self.body.transform(put_in)


def parsed(sql: str) -> "Query":
    """One canonical query as a tree; ValueError for anything else.

    sqlglot reads "SELECT 1; DROP TABLE t" without a word, as a block of two.
    """
    from sqlglot import exp, parse_one

    tree = parse_one(sql, read="duckdb")
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise ValueError(f"not one query but {type(tree).__name__}: {sql[:60]}")
    return tree


def tables(sql: str) -> list[str]:
    """The tables of a canonical query, each part of a name in quotes; its own CTEs are none.

    >>> tables("WITH lines AS (SELECT * FROM shop.orders) SELECT * FROM lines")
    ['"shop"."orders"']
    """
    from sqlglot import exp

    tree = parsed(sql)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    found = (
        ".".join('"' + part.name.replace('"', '""') + '"' for part in table.parts)
        for table in tree.find_all(exp.Table)
        if table.db or table.name not in own
    )
    return list(dict.fromkeys(found))


def render(
    sql: str,
    dialect: Dialect | Rendered,
    parameters: Mapping[str, Cell] | None = None,
    pretty: bool = False,
) -> str:
    """A canonical query as another engine reads it, parameters written in.

    >>> print(render("SELECT v_days_between(a, $until) AS d FROM t", "postgres", {"until": 3}))
    SELECT (3 - a) AS d FROM t
    """
    from sqlglot import ErrorLevel, exp

    tree = parsed(sql)
    for slot in list(tree.find_all(exp.Placeholder)):
        slot.replace(literal((parameters or {})[slot.name]))
    warehouse = dialect in get_args(Rendered)
    if warehouse or dialect == "spark":
        _for_warehouses(tree, dialect)
    if warehouse:
        _doubles_from_text(tree)
    if dialect == "clickhouse":
        _for_clickhouse(tree)
    known = bodies(dialect)
    # The deepest first, so that a macro within a macro's arguments is already in place.
    for call in reversed(list(tree.find_all(exp.Anonymous))):
        call.replace(known[call.name.lower()].called(call.expressions))
    return tree.sql(
        dialect,
        pretty=pretty,
        comments=False,
        identify=warehouse,  # each reserves words of its own, and Snowflake shouts the others
        unsupported_level=ErrorLevel.RAISE,
    )


def _for_warehouses(tree: "Query", dialect: Dialect | Rendered) -> None:
    """They place a view by their own lights, and join texts alone, to NULL where one is NULL."""
    from sqlglot import exp

    for view in tree.find_all(exp.CTE):
        view.set("materialized", None)
    # The deepest first: what stands around it takes a copy.
    for joined in reversed(list(tree.find_all(exp.Concat))):
        joined.set("coalesce", False)
        for piece in list(joined.expressions):
            if not (isinstance(piece, exp.Literal) and piece.is_string):
                text = exp.cast(piece.copy(), "TEXT")
                piece.replace(exp.func("COALESCE", text, exp.Literal.string("")))
    # Their TIMESTAMP has a zone, or keeps milliseconds alone.
    without_zone = "TIMESTAMP(6)" if dialect == "trino" else "TIMESTAMP_NTZ"
    for kind in list(tree.find_all(exp.DataType)):
        if kind.this == exp.DType.TIMESTAMP:
            kind.replace(exp.DataType.build(without_zone, dialect="snowflake"))


def _for_clickhouse(tree: "Query") -> None:
    """It names a column of two tables after its table; its DATE ends in 2149, and a decimal is held
    against a whole number of its own width."""
    from sqlglot import exp

    for select in tree.find_all(exp.Select):
        own = [exp.alias_(e, e.name) if _is_of_a_table(e) else e for e in select.expressions]
        select.set("expressions", own)
    for kind in list(tree.find_all(exp.DataType)):
        if kind.this == exp.DType.DATE:
            kind.replace(exp.DataType.build("Date32", dialect="clickhouse"))
    for number in list(tree.find_all(exp.Literal)):
        if number.is_int and len(number.this) > WIDE:
            number.replace(exp.cast(number.copy(), "DECIMAL(38, 0)"))


def _is_of_a_table(node: "Expr") -> bool:
    from sqlglot import exp

    return isinstance(node, exp.Column) and bool(node.table) and not node.is_star


def _doubles_from_text(tree: "Query") -> None:
    """A number with a point may be a decimal first, and a double only nearly that."""
    from sqlglot import exp

    for cast in tree.find_all(exp.Cast):
        if cast.to.this == exp.DType.DOUBLE and cast.this.is_number:
            cast.set("this", exp.Literal.string(cast.this.sql()))


@cache
def bodies(dialect: Dialect | Rendered) -> dict[str, Macro]:
    """The macros of a dialect by name, each body read as that dialect."""
    from sqlglot import parse_one

    found = {}
    for statement in macros(dialect):
        match = _MACRO.fullmatch(statement)
        if match is None:
            raise ValueError(f"not a macro: {statement[:60]}")
        name, arguments, body = match.groups()
        found[name] = Macro(name, tuple(arguments.split(", ")), parse_one(body, read=dialect))
    return found


def macros(dialect: str) -> list[str]:
    """The macro definitions of one dialect, one statement each."""
    text = files("volver.store").joinpath(f"macros/{dialect}.sql").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


def literal(value: Cell) -> "Expr":
    """A value as a tree that means it in every dialect.

    A bare 0.1 would be a DECIMAL, so a double is cast; a date and a moment say what they are.

    >>> [literal(v).sql("postgres") for v in (-2, Decimal("1.50"), "it's", date(2024, 2, 29))]
    ['-2', '1.50', "'it''s'", "CAST('2024-02-29' AS DATE)"]
    """
    from sqlglot import exp

    match value:
        case None:
            return exp.null()
        case bool():
            return exp.Boolean(this=value)
        case float():
            if not math.isfinite(value):
                raise ValueError(f"{value} has no literal that every engine reads")
            return exp.cast(exp.Literal.number(repr(value)), "DOUBLE")
        case int() | Decimal():
            return exp.Literal.number(str(value))
        case datetime():
            return exp.cast(exp.Literal.string(value.isoformat(" ")), "TIMESTAMP")
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
        case str():
            return exp.Literal.string(value)
