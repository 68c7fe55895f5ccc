"""What an engine answers comes home as it was: types, missing values, texts, and the last bit."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from tests.contracts.engines.conftest import put

from volver.store import open_source

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
    "comma,\ttab\r\n",
    "",
    " ",
    "NULL",
    "null",
    "NaN",
    "\\N",
    "\\.",
    "t",
    "0x1",
    "2024-01-01",
]
MONEY = pa.decimal128(18, 4)
THINGS = pa.table(
    {
        "big": pa.array([2**63 - 1, -(2**63), None], pa.int64()),
        "small": pa.array([7, None, -7], pa.int32()),
        "number": pa.array([0.1, None, -1e-300], pa.float64()),
        "money": pa.array([Decimal("12345678901234.5678"), Decimal("-0.0001"), None], MONEY),
        "day": pa.array([date(2024, 2, 29), None, date(1900, 1, 1)], pa.date32()),
        "text": pa.array(["", None, "a"], pa.string()),
        "truth": pa.array([True, None, False], pa.bool_()),
        "moment": pa.array([datetime(2024, 3, 31, 2, 30, 0, 1), None, datetime(1970, 1, 1)],  # noqa: DTZ001 - a moment without a zone
                           pa.timestamp("us")),
        "instant": pa.array([datetime(2024, 10, 27, 0, 30, tzinfo=UTC), None,
                             datetime(1970, 1, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def things(url):
    """An engine with a table that holds something of everything, and nothing; tests only look."""
    put(url, {"things": THINGS.to_batches()})
    engine = open_source(url, write=True)
    yield engine
    engine.close()


def test_every_type_arrives_as_it_was_written(things):
    """Missing values too, and an empty text is not one of them."""
    with things.batches("SELECT * FROM things") as found:
        table = pa.Table.from_batches(list(found))
    assert table.schema.remove_metadata() == THINGS.schema
    assert sorted(table.to_pylist(), key=repr) == sorted(THINGS.to_pylist(), key=repr)


def test_an_empty_answer_still_says_its_columns(things):
    """As one batch of no rows."""
    with things.batches("SELECT big, text, money FROM things WHERE big = 3") as found:
        batches = list(found)
    assert sum(batch.num_rows for batch in batches) == 0
    assert batches[0].schema.types == [pa.int64(), pa.string(), MONEY]


def test_missing_texts_of_one_column_are_rows(things):
    """A line of nothing is easily read as no line."""
    assert sorted(things.rows("SELECT text FROM things"), key=repr) == [("",), ("a",), (None,)]


def test_two_columns_may_have_one_name(things):
    """A query of ours has none such, but a company's view is not ours."""
    sql = "SELECT a.small, b.small FROM things AS a JOIN things AS b ON a.big = b.big"
    assert len(things.rows(sql + " WHERE a.small IS NULL")[0]) == 2


def test_columns_come_as_numpy_has_them(things):
    """A missing double is NaN, a missing text None; money is a float."""
    found = things.columns("SELECT number, text, money FROM things ORDER BY number")
    assert found["number"].tolist()[:2] == [-1e-300, 0.1]
    assert math.isnan(found["number"][2])
    assert found["text"].tolist() == ["a", "", None]
    assert found["money"].dtype == np.float64
    days = things.columns("SELECT day FROM things WHERE big > 0")["day"]
    assert days.astype("datetime64[D]").tolist() == [date(2024, 2, 29)]


@pytest.mark.parametrize("column", ["big", "small", "day", "truth"])
def test_a_missing_whole_number_is_refused(column, things):
    """It would have to become some other number."""
    with pytest.raises(TypeError, match="NULL"):
        things.columns(f"SELECT {column} FROM things")


NUMBERS = [0.0, -0.0, 0.1, 0.1 + 0.2, 1e300, -1e-300, 5e-324, 1.7976931348623157e308, 1 / 3,
           math.inf, -math.inf, math.nan]  # fmt: skip


def test_a_double_comes_back_by_its_bits(written):
    """Written, read and read again as numpy."""
    table = pa.table({"n": range(len(NUMBERS)), "number": NUMBERS})
    found = written("numbers", table).columns("SELECT number FROM numbers ORDER BY n")["number"]
    assert [number.hex() for number in found.tolist()] == [number.hex() for number in NUMBERS]


def test_a_text_comes_back_as_it_was(written):
    """Nothing in a text can end it, or make it another value."""
    table = pa.table({"n": range(len(HOSTILE)), "text": HOSTILE})
    engine = written("texts", table)
    assert engine.rows("SELECT text FROM texts ORDER BY n") == [(text,) for text in HOSTILE]
    for text in HOSTILE:
        assert engine.rows("SELECT text FROM texts WHERE text = $text", {"text": text}) == [(text,)]


@pytest.mark.parametrize(
    "value",
    [
        True, False, -3, 2**62, 0.1, -1e-300, 1e300, Decimal("1.50"), Decimal("-0.0001"),
        date(2024, 2, 29), datetime(2024, 3, 31, 2, 30, 0, 1),  # noqa: DTZ001 - as a query gets it
        None, *HOSTILE,
    ],
    ids=repr,
)  # fmt: skip
def test_a_parameter_arrives_as_it_was(value, asked):
    """Of every kind, to the last bit."""
    assert asked.rows("SELECT $value AS value", {"value": value}) == [(value,)]


def test_many_rows_come_in_their_order(written):
    """More than fit into one batch, none lost between two."""
    engine = written("many", pa.table({"n": range(1000), "text": ["x" * 200] * 1000}))
    sql = (
        "SELECT a.n * 150 + b.n AS n, a.text FROM many AS a JOIN many AS b ON b.n < 150 ORDER BY n"
    )
    with engine.batches(sql) as found:
        numbers = [batch.column(0).to_numpy() for batch in found]
    assert len(numbers) > 1
    assert np.array_equal(np.concatenate(numbers), np.arange(150_000))


def test_who_leaves_early_may_ask_again(written):
    """The query ends there, and its engine answers the next."""
    engine = written("many", pa.table({"n": range(1000), "text": ["x" * 200] * 1000}))
    with engine.batches("SELECT a.text FROM many AS a, many AS b") as found:
        assert next(found).num_rows > 0
    assert engine.rows("SELECT COUNT(*) AS n FROM many") == [(1000,)]


def test_an_error_of_who_reads_stays_his_own(written):
    """And the engine answers the next query."""
    engine = written("many", pa.table({"n": range(1000), "text": ["x" * 200] * 1000}))

    def read():
        with engine.batches("SELECT a.text FROM many AS a, many AS b") as found:
            next(found)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read()
    assert engine.rows("SELECT COUNT(*) AS n FROM many") == [(1000,)]
