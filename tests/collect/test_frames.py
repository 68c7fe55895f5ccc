"""Typed sources: Parquet files where they lie, and the frames of a notebook."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.collect.loading import NOW, lines, load_file, rules
from tests.collect.reading import MESSY

from volver.collect.frames import load_frame
from volver.collect.report import LoadOptions
from volver.domain.errors import BadInput
from volver.store import open_engine

CLEAN = MESSY / "orders" / "36_clean.parquet"
FRAMES = [
    pytest.param(lambda: pd.read_parquet(CLEAN), id="pandas"),
    pytest.param(lambda: pl.read_parquet(CLEAN), id="polars"),
    pytest.param(lambda: pl.scan_parquet(CLEAN), id="polars lazy"),
    pytest.param(lambda: parquet.read_table(CLEAN), id="arrow"),
    pytest.param(lambda: duckdb.connect().read_parquet(str(CLEAN)), id="duckdb"),
]


@pytest.mark.slow
@pytest.mark.parametrize("frame", FRAMES)
def test_every_kind_of_frame_gives_what_the_file_gives(frame: Any) -> None:
    """The same 553 lines."""
    engine = open_engine()
    load_frame(engine, frame(), now=NOW)
    from_file = open_engine()
    load_file(from_file, CLEAN)
    columns = "order_id, customer_id, ordered_at, day, product_id, revenue"
    assert lines(engine, columns) == lines(from_file, columns)


def test_what_is_no_frame_is_refused_with_what_would_be_one() -> None:
    """An integer, or a column of mixed types."""
    with pytest.raises(BadInput, match="int is not a frame"):
        load_frame(open_engine(), 3, now=NOW)
    mixed = pd.DataFrame({"customer_id": [1, "a"], "order_date": ["2026-01-02"] * 2, "amount": 5})
    with pytest.raises(BadInput, match="mixes types"):
        load_frame(open_engine(), mixed, now=NOW)


def moments(*texts: str | None) -> pa.Array:
    """Timestamps without a zone."""
    return pa.array(list(texts)).cast(pa.timestamp("us"))


def table(**columns: Any) -> pa.Table:
    """A table of orders with some columns put in place."""
    usual: dict[str, Any] = {
        "customer_id": [1, 2],
        "order_date": moments("2026-01-02T12:00:00", "2026-01-03T12:00:00"),
        "amount": [5.25, 7.5],
    }
    return pa.table(usual | columns)


def in_file(folder: Path, orders: pa.Table) -> Path:
    """The table as a Parquet file."""
    parquet.write_table(orders, folder / "orders.parquet")
    return folder / "orders.parquet"


def test_a_clean_parquet_file_is_not_copied(tmp_path: Path) -> None:
    """Its order lines are a view, and its customers keep their type."""
    engine = open_engine()
    load_file(engine, in_file(tmp_path, table()))
    kinds = engine.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_type <> 'VIEW'"
        " AND table_name LIKE '%rows'"
    )
    assert kinds == []
    assert engine.rows("SELECT typeof(customer_id), typeof(revenue) FROM order_lines")[0] == (
        "BIGINT",
        "DECIMAL(18,4)",
    )


BAD = [
    ({"amount": [5.25, np.nan]}, "number_not_finite"),
    ({"amount": [5.25, -np.inf]}, "number_not_finite"),
    ({"amount": [5.25, 1e300]}, "number_too_large"),
    ({"amount": pa.array([5.25, None])}, "number_missing"),
    ({"order_date": moments("2026-01-02", None)}, "date_missing"),
    ({"order_date": moments("2026-01-02", "1970-01-01")}, "date_placeholder"),
    ({"order_date": moments("2026-01-02", "2031-01-01")}, "date_in_future"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "rule"), BAD)
def test_typed_columns_obey_the_same_rules(
    columns: dict[str, Any], rule: str, tmp_path: Path
) -> None:
    """In a file and in a frame; the good row is kept."""
    for load in (lambda e: load_file(e, in_file(tmp_path, table(**columns))), _load_table(columns)):
        engine = open_engine()
        report = load(engine)
        assert rules(report) == {rule: 1}
        assert lines(engine, "line") == [1]


def _load_table(columns: dict[str, Any]) -> Any:
    options = LoadOptions(max_rejected_share=1.0)
    return lambda engine: load_frame(engine, table(**columns), options=options, now=NOW)


def test_ids_held_as_numbers_have_nobody_at_zero(tmp_path: Path) -> None:
    """A column of floats with gaps, as pandas makes it, names whole customers."""
    engine = open_engine()
    orders = table(customer_id=[12345.0, np.nan])
    report = load_file(engine, in_file(tmp_path, orders))
    assert lines(engine, "customer_id") == [12345, None]
    assert report.anonymous == 1


def test_moments_keep_their_zone_and_days_their_date(tmp_path: Path) -> None:
    """A timestamp with a zone, and a column of whole numbers such as 20260102."""
    moments = pa.array([datetime(2026, 1, 2, 23, 30, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC"))
    engine = open_engine()
    load_file(engine, in_file(tmp_path, table(order_date=moments)), zone="Europe/Madrid")
    assert str(lines(engine, "day")[0]) == "2026-01-03"
    engine = open_engine()
    load_file(engine, in_file(tmp_path, table(order_date=[20260102, 20260103])))
    assert [str(day) for day in lines(engine, "day")] == ["2026-01-02", "2026-01-03"]


def test_texts_in_parquet_are_read_like_those_of_a_text_file(tmp_path: Path) -> None:
    """Amounts with signs, ids with blanks."""
    engine = open_engine()
    orders = table(amount=["€1.234,50", "€7,5"], customer_id=[" 12.0", "12"])
    report = load_file(engine, in_file(tmp_path, orders))
    assert lines(engine, "customer_id, revenue") == [
        ("12", Decimal("1234.5")),
        ("12", Decimal("7.5")),
    ]
    assert report.currency == "EUR"


def test_odd_names_and_types_in_parquet_do_no_harm(tmp_path: Path) -> None:
    """Names that are SQL, names that are ours, nested columns and truth values."""
    orders = table(**{"n": [1, 2], "line": [True, False], 'a"; --': [[1], [2]], "c0": ["x", "y"]})
    engine = open_engine()
    assert load_file(engine, in_file(tmp_path, orders)).accepted == 2


def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    """A02."""
    with pytest.raises(BadInput, match="no rows"):
        load_file(open_engine(), in_file(tmp_path, table().slice(0, 0)))


def test_a_frame_is_loaded_once() -> None:
    """A23: the hash is of the values, whatever the kind of frame."""
    engine = open_engine()
    keep = LoadOptions(keep=True)
    assert not load_frame(engine, table(), options=keep, now=NOW).unchanged
    assert load_frame(engine, table(), options=keep, now=NOW, name="again").unchanged
