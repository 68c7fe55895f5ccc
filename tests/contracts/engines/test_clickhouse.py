"""Every query asked of ClickHouse, which runs within this process, beside the embedded engine.

An extra check, run by `make clickhouse`: no adapter speaks to a server of theirs. What is asked is
the text of the golden files, over the tables of the contract.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.contracts.engines.test_queries import CALLS, VALUES, embedded, exactly, valued
from tests.house.queries import QUERIES

from volver.store.dialect import parsed, render, tables
from volver.store.engine import Cell
from volver.store.snapshot import Snapshot

sessions = pytest.importorskip("chdb.session", reason="run: make clickhouse")
pytestmark = pytest.mark.slow
__all__ = ["embedded", "valued"]  # fixtures

SETTINGS = {
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "data_type_default_nullable": 1,
    "group_by_use_nulls": 1,
    "join_use_nulls": 1,
    "prefer_column_name_to_alias": 1,
    "union_default_mode": "'DISTINCT'",
}
"""As the standard has it, where ClickHouse by itself has zeros and empty texts for NULL."""
REFUSED = {
    # `histories.*` beside a join: the column n is then called histories.n, and n is not known.
    name: "Unknown expression identifier `n`"
    for name in ("values", "values_for_a_spreadsheet", "values_with_next_orders", "values_top")
}
"""What it refuses, and in which words."""


class ClickHouse:
    """A database of a test run; a table goes into it when a query first names it."""

    def __init__(self, home: Snapshot, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.there: set[str] = set()
        self.session = sessions.Session()
        self.session.query("CREATE DATABASE d ENGINE = Atomic; USE d")

    def rows(self, sql: str, given: Mapping[str, Cell]) -> list[tuple]:
        """Its answer."""
        for table in tables(sql):
            if table not in self.there:
                self._put(table)
        text = render(sql, "clickhouse", given)
        settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
        found = self.session.query(f"{text} SETTINGS {settings}", "ArrowStream").bytes()
        columns = pa.ipc.open_stream(found).read_all().columns
        return list(zip(*(column.to_pylist() for column in columns), strict=True))

    def _put(self, table: str) -> None:
        path = self.folder / f"{len(self.there)}.parquet"
        with self.home.engine.batches(f"FROM {table}") as batches:
            pq.write_table(pa.Table.from_batches(list(batches)), path)
        self.session.query(
            f"CREATE TABLE d.{table} ENGINE = Memory AS SELECT * FROM file('{path}')"
            " SETTINGS schema_inference_make_columns_nullable = 1"
        )
        self.there.add(table)


@pytest.fixture(scope="module")
def clickhouse(valued: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """Held against the embedded one."""
    database = ClickHouse(valued, tmp_path_factory.mktemp("clickhouse"))
    yield database
    database.session.close()


def plain(cell: Any) -> object:
    """A value by what it is; truth is a whole number there, and a moment says that it is UTC."""
    if isinstance(cell, bytes):
        cell = cell.decode()
    if getattr(cell, "tzinfo", None) is not None:
        cell = cell.replace(tzinfo=None)
    return Fraction(cell) if isinstance(cell, bool) else exactly(cell)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_answered_alike(name: str, valued: Snapshot, clickhouse: ClickHouse) -> None:
    """Decimals exactly, doubles bit for bit; or it is refused, as is known."""
    sql = QUERIES[name] if name == "histories_whole" else valued.sql(QUERIES[name])
    given = {**VALUES, "as_of": valued.as_of, "rate": valued.shape.basis.rate}
    given = {parameter: given[parameter] for parameter in re.findall(r"\$(\w+)", sql)}
    if name in REFUSED:
        with pytest.raises(RuntimeError, match=REFUSED[name]):
            clickhouse.rows(sql, given)
        return
    both = [
        [tuple(map(plain, row)) for row in engine.rows(sql, given)]
        for engine in (valued.engine, clickhouse)
    ]
    if not parsed(sql).args.get("order"):
        both = [sorted(rows, key=repr) for rows in both]
    expected, found = both
    assert expected
    assert found == expected


@pytest.mark.parametrize("call", CALLS)
def test_a_macro_means_the_same(call: str, valued: Snapshot, clickhouse: ClickHouse) -> None:
    """Called with numbers and texts of every kind that it gets."""
    sql = f"SELECT {call} AS found"
    expected, found = (
        [tuple(map(plain, row)) for row in engine.rows(sql, {})]
        for engine in (valued.engine, clickhouse)
    )
    assert found == expected
