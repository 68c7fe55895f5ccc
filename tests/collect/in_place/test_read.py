"""A table read where it lies: what counts, what does not and why, recounted row by row."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from volver.collect.in_place.read import read_tables
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions
from volver.domain.errors import BadInput, NotFound, Rejected
from volver.store import open_engine
from volver.store.facts import facts

NOW = datetime(2024, 6, 30, 12, tzinfo=UTC)
COLUMNS = {
    "customer": "who", "date": "day_of", "amount": "paid", "order": "number", "status": "state",
    "cost": "spent", "currency": "money",
}  # fmt: skip
TYPES = (
    "who VARCHAR, day_of TIMESTAMP, paid DOUBLE, number BIGINT, state VARCHAR, spent DECIMAL(10,2),"
    " money VARCHAR"
)
MADRID = Mapping(columns=COLUMNS, zone="Europe/Madrid", rates={"USD": 0.5})
LAX = LoadOptions(currency="EUR", max_rejected_share=1.0)


def good(n: int, **other: object) -> dict:
    """A row as it should be, but for what is said."""
    row = {
        "who": f"c{n % 3}", "day_of": datetime(2024, 3, 1, 23, 30) + timedelta(days=n),  # noqa: DTZ001 - a time without a zone
        "paid": 10.125 + n, "number": n, "state": " Paid ", "spent": Decimal("1.50"),
        "money": "EUR",
    }  # fmt: skip
    return row | other


ROWS = [
    *map(good, range(20)),
    good(20, who=None),
    good(21, who=""),
    good(22, day_of=None),
    good(23, day_of=datetime(1970, 1, 1)),  # noqa: DTZ001 - a time without a zone
    good(24, day_of=datetime(2031, 1, 1)),  # noqa: DTZ001 - a time without a zone
    good(25, paid=None),
    good(26, paid=float("nan")),
    good(27, paid=float("-inf")),
    good(28, paid=1e300),
    good(29, state="CANCELLED"),
    good(30, money="XTS"),
    good(31, money=None),
    good(32, money="USD"),
    good(33, paid=0.0),
    good(34, paid=-5.0),
    good(35, spent=None),
]
BROKEN = {
    "date_missing": 1,
    "date_placeholder": 1,
    "date_in_future": 1,
    "number_missing": 1,
    "number_not_finite": 2,
    "number_too_large": 1,
    "status_excluded": 1,
    "currency_unknown": 2,
}


def database(rows: list[dict], types: str = TYPES):
    """An engine with the table shop.orders."""
    engine = open_engine()
    engine.execute("CREATE SCHEMA shop")
    engine.execute(f"CREATE TABLE shop.orders ({types})")
    for row in rows:
        names = ", ".join(f"${name}" for name in row)
        engine.execute(f"INSERT INTO shop.orders VALUES ({names})", row)
    return engine


def test_every_row_is_accepted_or_has_its_reason():
    """Rows in = accepted + rejected; each rule counted as it was broken."""
    engine = database(ROWS)
    orders, (report,), _ = read_tables(engine, [("shop.orders", MADRID)], LAX, NOW)
    assert report.rows_in == len(ROWS) == report.accepted + report.rejected
    assert {rule.rule: rule.count for rule in report.rules} == BROKEN
    assert report.rejected == sum(BROKEN.values())
    assert report.anonymous == 2
    assert {rule.column for rule in report.rules} == {"day_of", "paid", "state", "money"}
    found = facts(orders)
    assert (found.lines, found.anonymous_lines) == (report.accepted, 2)
    assert (found.has_order_ids, found.has_refunds, found.lines_without_cost) == (True, True, 1)
    assert (report.first_day, report.last_day) == (date(2024, 3, 1), date(2024, 4, 5))


def test_money_is_that_of_a_plain_recount():
    """Half a ten-thousandth up, dollars at their rate."""
    engine = database(ROWS)
    orders, (report,), _ = read_tables(engine, [("shop.orders", MADRID)], LAX, NOW)
    whole = [*range(20), 20, 21, 33, 34, 35]
    paid = {n: Decimal(str(ROWS[n]["paid"])) for n in whole} | {32: Decimal("42.125") / 2}
    cent = Decimal("0.0001")
    expected = sum(value.quantize(cent, ROUND_HALF_UP) for value in paid.values())
    found = engine.rows(f"SELECT SUM(revenue) FROM ({orders.sql})")[0][0]
    assert found == expected
    assert report.currency_totals["USD"] == Decimal("42.1250")


def test_a_day_is_that_of_the_company():
    """23:30 UTC is the next day in Madrid; a time without a zone is on the wall there already."""
    types = TYPES.replace("day_of TIMESTAMP", "day_of TIMESTAMPTZ")
    late = datetime(2024, 3, 1, 23, 30, tzinfo=UTC)
    summer = datetime(2024, 6, 1, 22, 30, tzinfo=UTC)
    engine = database([good(1, day_of=late), good(2, day_of=summer)], types)
    orders, *_ = read_tables(engine, [("shop.orders", MADRID)], LAX, NOW)
    assert engine.rows(f"SELECT day, ordered_at FROM ({orders.sql}) ORDER BY day") == [
        (date(2024, 3, 2), late.replace(tzinfo=None)),
        (date(2024, 6, 2), summer.replace(tzinfo=None)),
    ]
    engine = database([good(1, day_of=late.replace(tzinfo=None))])
    orders, *_ = read_tables(engine, [("shop.orders", MADRID)], LAX, NOW)
    assert engine.rows(f"SELECT day FROM ({orders.sql})") == [(date(2024, 3, 1),)]


def test_pieces_at_a_price_make_an_amount():
    """As in files: 3 at 0.3333 is 0.9999."""
    types = "who BIGINT, day_of DATE, pieces INTEGER, price DOUBLE"
    rows = [{"who": 7, "day_of": date(2024, 1, 1), "pieces": 3, "price": 0.3333}]
    columns = {"customer": "who", "date": "day_of", "quantity": "pieces", "unit_price": "price"}
    engine = database(rows, types)
    orders, *_ = read_tables(engine, [("shop.orders", Mapping(columns=columns))], LAX, NOW)
    found = engine.rows(f"SELECT customer_id, revenue, cost, order_id FROM ({orders.sql})")
    assert found == [("7", Decimal("0.9999"), None, None)]


def test_two_tables_are_read_as_one():
    """Each with its own number, so that no line is taken for another."""
    engine = database(ROWS)
    orders, reports, _ = read_tables(engine, [("shop.orders", MADRID)] * 2, LAX, NOW)
    assert [report.load_id for report in reports] == [1, 2]
    assert facts(orders).lines == 2 * reports[0].accepted


TYPED = {"customer": "who", "date": "day_of", "amount": "paid"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        (TYPED | {"date": "state"}, BadInput, "column state is of a type .* date"),
        (TYPED | {"amount": "money"}, BadInput, "column money is of a type .* amount"),
        (TYPED | {"customer": "paid"}, BadInput, "column paid is of a type .* customer"),
        (TYPED | {"date": "wen"}, BadInput, "has no column 'wen'"),
        (TYPED | {"line_id": "number"}, BadInput, "line_id is not read from tables"),
        ({"customer": "who", "date": "day_of"}, BadInput, "amount"),
        (TYPED | {"status": "who"}, BadInput, "statuses that may or may not count"),
        (TYPED | {"currency": "money"}, BadInput, "currencies, which are never added"),
    ],
)
def test_what_will_not_do_is_told_before_anything_is_read(columns, error, says):
    """By the name of the column."""
    engine = database(ROWS)
    lax = LoadOptions(max_rejected_share=1.0)
    with pytest.raises(error, match=says):
        read_tables(engine, [("shop.orders", Mapping(columns=columns))], lax, NOW)


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping(columns=TYPED, groups={"channel": "state"}),
        Mapping(columns=TYPED, date_format="day-first"),
        Mapping(columns=TYPED, decimal="comma"),
    ],
)
def test_a_table_has_types_and_no_ways_of_writing(mapping):
    """What says how text is read is refused, not ignored."""
    with pytest.raises(BadInput):
        read_tables(database(ROWS), [("shop.orders", mapping)], LAX, NOW)


def test_a_table_that_is_not_there_names_those_that_are():
    """The nearest first."""
    with pytest.raises(NotFound) as caught:
        read_tables(database(ROWS), [("shop.order", MADRID)], LAX, NOW)
    assert "shop.orders" in caught.value.next_step


def test_too_many_rejections_refuse_the_table():
    """As for a file; and a table without a row is no table of orders."""
    with pytest.raises(Rejected, match=r"9 of 36 records of shop\.orders are rejected"):
        read_tables(database(ROWS), [("shop.orders", MADRID)], LoadOptions(currency="EUR"), NOW)
    with pytest.raises(BadInput, match="no rows"):
        read_tables(database([]), [("shop.orders", MADRID)], LAX, NOW)


def test_a_cost_is_in_the_reporting_currency_as_what_was_paid_is():
    """1.50 dollars at half a euro each."""
    engine = database([good(1), good(2, money=" usd ")])
    orders, *_ = read_tables(engine, [("shop.orders", MADRID)], LAX, NOW)
    found = engine.rows(f"SELECT cost FROM ({orders.sql}) ORDER BY cost")
    assert found == [(Decimal("0.7500"),), (Decimal("1.5000"),)]


def test_a_stamp_in_the_future_does_not_stand_for_rows_to_come():
    """Nothing written after it would ever be looked at."""
    ahead = datetime(2099, 1, 1)  # noqa: DTZ001 - a time without a zone
    engine = database([good(1), good(2)])
    engine.execute("ALTER TABLE shop.orders ADD COLUMN written TIMESTAMP")
    engine.execute("UPDATE shop.orders SET written = $ahead", {"ahead": ahead})
    *_, mark = read_tables(engine, [("shop.orders", replace(MADRID, changed="written"))], LAX, NOW)
    assert mark.latest == NOW.replace(tzinfo=None)


def test_pieces_and_goods_that_came_back_are_read_as_they_are():
    """A truth has to be one in the database; a sale says nothing of goods that came back."""
    rows = [good(1), good(2, paid=-5.0), good(3, paid=-6.0), good(4, paid=-7.0)]
    told = [(2.5, False), (1.0, False), (1.0, True), (None, None)]
    more = [row | {"pieces": p, "back": b} for row, (p, b) in zip(rows, told, strict=True)]
    engine = database(more, TYPES + ", pieces DOUBLE, back BOOLEAN")
    columns = {**COLUMNS, "quantity": "pieces", "goods_back": "back"}
    orders, _, _ = read_tables(
        engine, [("shop.orders", replace(MADRID, columns=columns))], LAX, NOW
    )
    found = engine.rows(f"SELECT quantity, goods_back FROM ({orders.sql}) AS l ORDER BY day")
    assert found == [(Decimal("2.5"), None), (1, False), (1, True), (None, None)]
    wrong = replace(MADRID, columns={**COLUMNS, "goods_back": "state"})
    with pytest.raises(BadInput, match="goods_back") as caught:
        read_tables(engine, [("shop.orders", wrong)], LAX, NOW)
    assert "CAST(... AS BOOLEAN)" in caught.value.next_step
