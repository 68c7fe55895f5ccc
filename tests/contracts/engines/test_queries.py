"""Every query means on every engine what it means in the embedded one, to the last bit."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from tests.contracts.engines.cases import Case
from tests.contracts.engines.conftest import put
from tests.house.queries import PARAMETERS, QUERIES, REASON
from tests.store.company import company_with, messy_company
from tests.store.shop import DAYS, END, engine_with, order

from volver.decide.classes import ClassRule, classify
from volver.decide.customers.write import list_sql, rank, words_sql
from volver.describe.catalogue import SOURCES
from volver.describe.measure import Span, _set_periods
from volver.describe.splits import BY_FACT, OF_ATTRIBUTE, split_of
from volver.domain.money import Basis
from volver.store import open_engine, open_source, views
from volver.store.dialect import parsed, tables
from volver.store.engine import Cell, Embedded
from volver.store.publish import values_sql
from volver.store.schema import FORECASTS, NEXT_ORDERS
from volver.store.schema.by_customer import PREPARED
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

pytestmark = pytest.mark.slow

RATES = {"shoes": 0.4, "it's": 0.9}
COSTS = {"contact": {"phone": 4.5, "*": 0.1234}, "order": {"*": 1.1, "it's": 2}, "return": {}}
BEFORE = END - timedelta(days=10)
VALUES = {**PARAMETERS, "origin": BEFORE, "start": BEFORE, "until": END}
# 0.345 has no exact double: its products with cents lie beside ties of the fourth decimal.
SHAPES = [
    Shape(Basis("revenue"), True, True),
    Shape(Basis("margin_from_rate", 0.345), True, True),
    Shape(Basis("margin_from_cost", 0.345), True, True),
    Shape(Basis("margin_from_rates", 0.345), True, True),
    Shape(Basis("margin_from_cost", 0.345), False, False),
    Shape(Basis("margin_from_cost"), True, True, has_product_costs=True, has_rates=True),
]
Same = Callable[[Snapshot, str], None]


def messy_shop() -> list:
    """A few hundred lines in which everything happens that the views are written for."""
    random, later = Random(20), Random(21)
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
                category=random.choice([None, "shoes", "hats", "it's", "EUR", "USD"]),
                cost=random.choice([None, "1.25", "3.3333"]),
                is_refund=back,
                refund_of=random.choice([None, *map(str, range(40))]) if back else None,
                quantity=later.choice([None, 0, 1, Decimal("0.333333"), -7]),
                goods_back=later.choice([None, True, False]) if back else None,
            )
        )
    return lines


@pytest.fixture(scope="module")
def embedded() -> Iterator[Embedded]:
    """The engine that the others are held against."""
    engine = open_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def valued(embedded: Embedded) -> Snapshot:
    """A snapshot with every derived table that queries name."""
    engine_with(messy_shop(), embedded)
    shape = Shape(Basis("margin_from_cost", 0.345), has_order_ids=True, has_refunds=True)
    company = company_with(embedded, **messy_company(["ana", "Ana", "Ánica", "bo", "O'Neill", "9"]))
    snapshot = Snapshot(embedded, END, shape, rates=RATES, company=company, costs=COSTS)
    snapshot = snapshot.with_histories().with_months()
    past = snapshot.at(BEFORE).tables["histories"]
    snapshot = replace(snapshot, tables={**snapshot.tables, "past": past})
    n = snapshot.columns("SELECT n FROM histories ORDER BY n")["n"]
    random = np.random.default_rng(4)
    columns = {name: random.normal(1000, 900, len(n)) for name in FORECASTS.names}
    columns["value_low"][1], columns["p_alive"][2] = np.nan, np.nan
    snapshot.store_columns("forecasts", {**columns, "n": n})
    ahead = {name: random.exponential(90, len(n)) for name in NEXT_ORDERS.names}
    snapshot.store_columns("next_orders", {**ahead, "n": n})
    assert classify(snapshot, ClassRule()) is not None
    parts = {"dimension": n % 3, "code": n % 2}
    snapshot.store_columns("parts", {"n": n, **parts})
    snapshot = snapshot.with_prepared(*(table.name for table in PREPARED))
    for source in SOURCES.values():
        source.prepare(snapshot)
    of_channels = split_of(snapshot, "channel").snapshot
    _set_periods(of_channels, SOURCES["subscriptions"], "quarter", Span(12 * 2024))
    snapshot = replace(snapshot, tables=of_channels.tables)
    snapshot.materialise("split_people", BY_FACT.format(level="channel"))
    snapshot.keep("attribute_levels", OF_ATTRIBUTE, attribute="plan")
    told = values_sql(REASON, classified=True)
    lines = f"SELECT ROW_NUMBER() OVER (ORDER BY customer_id) AS line, told.* FROM ({told}) AS told"
    snapshot.materialise("published", lines, **PARAMETERS)
    rank(snapshot)
    snapshot.materialise("customer_list", list_sql(classified=True))
    words = words_sql(has_order_ids=True, names=1)
    snapshot.materialise("search_words", words or "", name_a="plan")
    snapshot.materialise("members", "SELECT n FROM histories WHERE n < 8")
    snapshot.materialise("plan_arms", "SELECT customer_id, 'call' AS arm FROM histories")
    return snapshot


class Other:
    """The engine whose turn it is; a table goes into it when a query first names it."""

    def __init__(self, url: str, home: Embedded) -> None:
        self.url = url
        self.home = home
        self.there: set[str] = set()
        self.engine = open_source(url, write=True)

    def rows(self, sql: str, parameters: Mapping[str, Cell]) -> list[tuple]:
        """Its answer, from an engine that was opened after the last table came."""
        if missing := [table for table in tables(sql) if table not in self.there]:
            self.engine.close()
            for table in missing:
                with self.home.batches(f"FROM {table}") as batches:
                    put(self.url, {table.strip('"'): batches})
            self.there.update(missing)
            self.engine = open_source(self.url, write=True)
        return self.engine.rows(sql, parameters)


@pytest.fixture(scope="module")
def other(url: str, valued: Snapshot) -> Iterator[Other]:
    """Held against the embedded one."""
    other = Other(url, valued.engine)
    yield other
    other.engine.close()


@pytest.fixture
def same(case: Case, other: Other, record_property: Callable[[str, object], None]) -> Same:
    """Ask a whole query of both: decimals exactly, doubles bit for bit."""

    def compare(snapshot: Snapshot, sql: str) -> None:
        given = {**VALUES, "as_of": snapshot.as_of, "rate": snapshot.shape.basis.rate}
        given = {name: given[name] for name in re.findall(r"\$(\w+)", sql)}
        expected = answer(snapshot.engine, sql, given)
        found = answer(other, sql, given)
        record_property("compared", [case.name, found == expected])
        assert expected
        assert found == expected

    return compare


def answer(engine: Embedded | Other, sql: str, given: Mapping) -> list[tuple]:
    """The rows; without an order of their own, in one that all engines share."""
    rows = [tuple(map(exactly, row)) for row in engine.rows(sql, given)]
    return rows if parsed(sql).args.get("order") else sorted(rows, key=repr)


def exactly(value: Cell) -> object:
    """A value by what it is: a double by its bits, a sum alike as whole number and as decimal."""
    match value:
        case float():
            return value.hex()
        case bool():
            return str(value)
        case int() | Decimal():
            return Fraction(value)
    return value


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_answered_alike(name, valued, same):
    """Also those that the rooms ask, reasons in words included."""
    sql = QUERIES[name]
    # This one has its views in it already.
    same(valued, sql if name == "histories_whole" else valued.sql(sql))


@pytest.mark.parametrize(
    "shape",
    SHAPES,
    ids=lambda s: f"{s.basis.kind}, refunds: {s.has_refunds}, products: {s.has_product_costs}",
)
@pytest.mark.parametrize("view", ["net_orders", "occasions", "histories"])
def test_views_of_every_shape_are_alike(view, shape, valued, same):
    """From the lines up, whatever a shop has: costs or none, refunds or none."""
    snapshot = Snapshot(valued.engine, END, shape, rates=RATES, company=valued.company)
    query = views.histories(shape) if view == "histories" else f"SELECT {view}.* FROM {view}"
    same(snapshot, snapshot.sql(query))


CALLS = [
    "v_days_between(DATE '2024-02-28', DATE '2024-03-01')",
    *(f"v_money(CAST({n} AS DOUBLE))" for n in (5e-5, -5e-5, 12.34565, -12.34565, -1e9, 1e6)),
    *(f"v_bucket('{text}')" for text in ("", "ana", "Ánica", "9")),
    "v_line_key(1, 17)",
    *(f"v_decimals(CAST({n} AS DOUBLE), '.', ',')" for n in (0, -0.5, 1234567.891, -1e6, 0.01)),
    *(f"v_whole(CAST({n} AS DOUBLE), ' ')" for n in (0, 999.6, -1234567, 12)),
    *(f"v_word('{word}')" for word in ("", "  Paid ", "ENVIADO")),
    "v_word(CAST(NULL AS TEXT))",
    "v_moment('2024-03-31 02:30:00')",
    "v_moment(CAST('2024-02-29' AS DATE))",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_macro_means_the_same(call, valued, other):
    """Called with numbers and texts of every kind that it gets."""
    sql = f"SELECT {call} AS found"
    assert answer(other, sql, {}) == answer(valued.engine, sql, {})


@pytest.mark.parametrize("call", ["v_median(a)", "v_first_by(a, b)"])
@pytest.mark.parametrize(
    "rows",
    ["(1.1, 3), (2.3, 2), (7.7, 1)", "(1.1, 2), (2.3, 1), (NULL, NULL), (0.2, 4), (9, 5)"],
    ids=["odd", "even, and NULL"],
)
def test_an_aggregate_macro_means_the_same(call, rows, valued, other):
    """Over an odd and an even number of rows, and over NULL."""
    sql = (
        f"SELECT {call} AS found"
        f" FROM (SELECT CAST(x AS DOUBLE) AS a, b FROM (VALUES {rows}) AS t(x, b)) AS u"
    )
    assert answer(other, sql, {}) == answer(valued.engine, sql, {})


def test_a_median_is_the_same_to_the_last_bit(valued, other, case):
    """Of two, which lie anywhere: engines add halves, or go from one towards the other.

    Spark does the latter, and keeps to one unit in the last place.
    """
    pairs = np.random.default_rng(8).lognormal(3, 2, (300, 2))
    rows = ", ".join(f"({n}, '{x!r}')" for n, pair in enumerate(pairs.tolist()) for x in pair)
    sql = (
        "SELECT n, v_median(CAST(x AS DOUBLE)) AS middle"
        f" FROM (VALUES {rows}) AS t(n, x) GROUP BY n ORDER BY n"
    )
    here = np.array([row[1] for row in valued.engine.rows(sql)])
    there = np.array([row[1] for row in other.rows(sql, {})])
    ulps = 1 if case.name == "spark" else 0
    assert (np.abs(here - there) <= ulps * np.spacing(here)).all()


def test_keys_are_ordered_by_their_bytes_whatever_the_collation(valued, other):
    """ "b" stands behind "B" only by bytes; most servers collate otherwise."""
    sql = (
        "SELECT ROW_NUMBER() OVER (ORDER BY v_bytewise(k)) AS n, k"
        " FROM (VALUES ('b'), ('B'), ('a'), ('á'), ('_')) AS t(k)"
    )
    assert answer(other, sql, {}) == answer(valued.engine, sql, {})
