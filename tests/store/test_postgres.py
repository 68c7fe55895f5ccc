"""The rendered SQL means in PostgreSQL what the canonical SQL means in DuckDB."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from tests.house.queries import LISTED, PARAMETERS, QUERIES
from tests.store import postgres
from tests.store.postgres import Postgres
from tests.store.shop import DAYS, END, look, order

from volver.decide.classes import ClassRule, classify
from volver.domain.money import Basis
from volver.store import views
from volver.store.dialect import literal, parsed, render
from volver.store.schema import FORECASTS, NEXT_ORDERS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

pytestmark = pytest.mark.slow

HOSTILE = [
    "it's",
    'a "quote"',
    "back\\slash",
    "$as_of",
    "%s {} :x",
    "új\u202esor",
    "';--",
    "line\n2",
]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server with its own files, gone after the tests."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    with postgres.serving(programs) as server:
        yield server


def messy_shop() -> list:
    """A few hundred lines in which everything happens that the views are written for."""
    random = Random(20)
    lines = []
    for number in range(1, 501):
        back = random.random() < 0.25
        cents = random.choice([0, 1, 999, 1001, 1250, random.randrange(200_000)])
        lines.append(
            order(
                number,
                random.choice(["ana", "Ana", "Ánica", "bo", "O'Neill", "_cy", "10", "9", None]),
                random.randrange(DAYS),
                f"{-cents / 100 if back else cents / 100:.2f}",
                hour=random.randrange(24),
                order_id=random.choice([None, *map(str, range(40))]),
                product_id=random.choice([None, "p", "q"]),
                category=random.choice([None, "shoes", "hats"]),
                cost=random.choice([None, "1.25", "3.3333"]),
                is_refund=back,
                refund_of=random.choice([None, *map(str, range(40))]) if back else None,
            )
        )
    return lines


def bits(rows: list[tuple]) -> list[tuple]:
    """Rows in one order, doubles by their bits."""
    exact = [tuple(v.hex() if isinstance(v, float) else v for v in row) for row in rows]
    return sorted(exact, key=repr)


# 0.345 has no exact double: its products with cents lie beside ties of the fourth decimal.
SHAPES = [
    Shape(Basis("revenue"), True, True),
    Shape(Basis("margin_from_rate", 0.345), True, True),
    Shape(Basis("margin_from_cost", 0.345), True, True),
    Shape(Basis("margin_from_rates", 0.345), True, True),
    Shape(Basis("margin_from_cost", 0.345), False, False),
]


def same(query: str, snapshot: Snapshot, server: Postgres, values: dict) -> None:
    """One query, asked of both, answered alike: decimals exactly, doubles bit for bit."""
    here = {**PARAMETERS, **values, "as_of": snapshot.as_of, "rate": snapshot.shape.basis.rate}
    asked = {name: here[name] for name in re.findall(r"\$(\w+)", query) if name in here}
    expected = snapshot.rows(query, **asked)
    there = server.rows(render(snapshot.sql(query), "postgres", here), like=expected)
    assert expected
    if parsed(query).args.get("order"):
        assert there == expected
    assert bits(there) == bits(expected)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"{s.basis.kind}, refunds: {s.has_refunds}")
def test_views_are_exactly_those_of_duckdb(shape, server, engine):
    """Net orders, occasions and histories of a shop in which everything happens."""
    lines = messy_shop()
    if not shape.has_refunds:
        lines = [replace(line, order_id=None) for line in lines if not line.is_refund]
    snapshot = look(lines, shape.basis, END, shape.has_order_ids, shape.has_refunds, engine=engine)
    snapshot = replace(snapshot, tables={})  # from the lines up, nothing computed before
    server.copy(engine, "order_lines")
    server.copy(engine, "margin_rates")
    for query in (
        "SELECT net_orders.* FROM net_orders",
        "SELECT occasions.* FROM occasions",
        views.histories(shape),
    ):
        same(query, snapshot, server, {})


@pytest.fixture(scope="module")
def valued(server, engine) -> Snapshot:
    """A snapshot with every derived table that queries name, on both."""
    snapshot = look(messy_shop(), Basis("margin_from_cost", 0.345), engine=engine)
    past = snapshot.at(END - timedelta(days=10)).tables["histories"]
    snapshot = replace(snapshot, tables={**snapshot.tables, "past": past})
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    random = np.random.default_rng(4)
    columns = {name: random.normal(1000, 900, len(n)) for name in FORECASTS.names}
    columns["value_low"][1], columns["p_alive"][2] = np.nan, np.nan
    snapshot.store_columns("forecasts", {**columns, "n": n})
    ahead = {name: random.exponential(90, len(n)) for name in NEXT_ORDERS.names}
    snapshot.store_columns("next_orders", {**ahead, "n": n})
    assert classify(snapshot, ClassRule()) is not None
    for table in ("order_lines", "margin_rates", *snapshot.tables.values()):
        server.copy(engine, table)
    return snapshot


APART = {
    *LISTED["store.views._MARGIN"], "histories_whole", "find",
    "columns", "columns_for_a_spreadsheet",
}  # fmt: skip
"""The views, tried above, and what asks a published file or a table that only we make."""


@pytest.mark.parametrize("name", [name for name in QUERIES if name not in APART])
def test_every_query_is_answered_as_by_duckdb(name, valued, server):
    """Also those that the rooms ask, reasons in words included."""
    origin = {"origin": END - timedelta(days=10), "start": END - timedelta(days=10), "until": END}
    same(QUERIES[name], valued, server, origin)


CALLS = [
    "v_days_between(DATE '2024-02-28', DATE '2024-03-01')",
    *(f"v_money(CAST({n} AS DOUBLE))" for n in (5e-5, -5e-5, 12.34565, -12.34565, -1e9, 1e6)),
    *(f"v_bucket('{text}')" for text in ("", "ana", "Ánica", "9")),
    "v_line_key(1, 17)",
    *(f"v_decimals(CAST({n} AS DOUBLE), '.', ',')" for n in (0, -0.5, 1234567.891, -1e6, 0.01)),
    *(f"v_whole(CAST({n} AS DOUBLE), ' ')" for n in (0, 999.6, -1234567, 12)),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_macro_means_the_same_on_both(call, server, engine):
    """Called with numbers and texts of every kind that it gets."""
    expected = engine.rows(f"SELECT {call}")
    assert server.rows(render(f"SELECT {call}", "postgres"), like=expected) == expected


@pytest.mark.parametrize("call", ["v_median(a)", "v_first_by(a, b)"])
def test_an_aggregate_macro_means_the_same_on_both(call, server, engine):
    """Over an odd and an even number of rows, and over NULL."""
    for rows in (
        "(1.1, 3), (2.3, 2), (7.7, 1)",
        "(1.1, 2), (2.3, 1), (NULL, NULL), (0.2, 4), (9, 5)",
    ):
        sql = f"SELECT {call} AS found FROM (VALUES {rows}) AS t(a, b)"
        expected = engine.rows(sql)
        assert bits(server.rows(render(sql, "postgres"), like=expected)) == bits(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_arrives_as_it_was(text, server):
    """A literal is a tree, so nothing in a text can end it."""
    sql = render("SELECT $text AS text", "postgres", {"text": text})
    assert server.rows(sql, like=[(text,)]) == [(text,)]


@pytest.mark.parametrize("value", [True, -3, 0.1, -1e-300, 1e300, date(2024, 2, 29)])
def test_a_value_arrives_as_it_was(value, server):
    """To the last bit."""
    assert server.rows(f"SELECT {literal(value).sql('postgres')}", like=[(value,)]) == [(value,)]


def test_keys_are_ordered_by_their_bytes_whatever_the_collation(server, engine):
    """ "b" stands behind "B" only by bytes; most servers collate otherwise."""
    sql = (
        "SELECT ROW_NUMBER() OVER (ORDER BY v_bytewise(k)) AS n, k"
        " FROM (VALUES ('b'), ('B'), ('a'), ('á'), ('_')) AS t(k)"
    )
    expected = engine.rows(sql)
    assert bits(server.rows(render(sql, "postgres"), like=expected)) == bits(expected)
